import { text } from '../../engine/engine.ts';
import type { HostMessage, PageTheme } from '../../shared/protocol.ts';
import { escapeHtml } from './page.ts';

export interface StandaloneParts {
  /** The page's script and style sheet, as they are shipped. */
  readonly script: string;
  readonly style: string;
  readonly message: HostMessage;
  /** Values of the theme variables that the style sheet reads, and the class of the theme's kind. */
  readonly theme: PageTheme;
  readonly title: string;
  /** Random; only the file's own scripts and styles may run. */
  readonly nonce: string;
}

/**
 * One file that opens the same chart anywhere, without VS Code and without a network: nothing in it can load anything.
 */
export function standaloneHtml({ script, style, message, theme, title, nonce }: StandaloneParts): string {
  const variables = Object.entries(theme.variables)
    .filter(([name]) => /^--vscode-[\w-]+$/.test(name) && (style.includes(name) || script.includes(name)))
    .map(([name, value]) => `${name}:${value.replace(/[;{}<>]/g, '')}`)
    .join(';');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(message.language.locale)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src data:">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<meta name="podfall-snapshot" content="${escapeHtml(JSON.stringify(still(message)))}">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">:root{${variables}}
${style}</style>
</head>
<body class="${escapeHtml(theme.bodyClass)} exported">
<main id="podfall"></main>
<script nonce="${nonce}">${script.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--')}</script>
</body>
</html>
`;
}

/**
 * A file does not follow the cluster: what runs stands still at the time of the export. It is told in UTC, since the
 * file may be read anywhere.
 */
const still = (message: HostMessage): HostMessage =>
  message.type === 'message'
    ? message
    : {
        ...message,
        liveness: {
          state: 'stale',
          reason: text('Exported at {time} UTC: this is what was seen then.', {
            time: new Date(message.now).toISOString().slice(0, 19).replace('T', ' '),
          }),
        },
      };
