/** Makes text harmless in Markdown: no markup, no HTML, no line breaks, no mentions. */
export const escapeMarkdown = (words: string): string =>
  words
    .replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, ' ')
    .replace(/[\\`*_{}[\]<>|#~@]/g, (char) => `\\${char}`)
    .slice(0, 2000);
