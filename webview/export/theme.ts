import type { PageTheme } from '../../src/shared/protocol.ts';

/** The theme as VS Code gave it to this page: its kind, and the variables on the root element. */
export function pageTheme(): PageTheme {
  const { style } = document.documentElement;
  const names = Array.from({ length: style.length }, (_, index) => style.item(index)).filter((name) =>
    name.startsWith('--vscode-'),
  );
  return {
    bodyClass: document.body.className,
    variables: Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name)])),
  };
}
