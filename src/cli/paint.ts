/** How a terminal shows what words mean. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
}

const same = (text: string): string => text;
const ansi =
  (code: number) =>
  (text: string): string =>
    text.trim() === '' ? text : `\u001b[${code}m${text}\u001b[0m`;

export const plain: Paint = { strong: same, faint: same, good: same, warn: same, bad: same };

export const colours: Paint = { strong: ansi(1), faint: ansi(2), good: ansi(34), warn: ansi(33), bad: ansi(31) };
