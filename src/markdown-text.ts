/**
 * Any text as Markdown that shows it as it is. (`MarkdownString.appendText` makes every space one at which no line may break.)
 * The zero-width space keeps `$(name)` from becoming an icon.
 */
export const markdownText = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/\$\(/g, '$\u200b(').replace(/[\\`*_{}[\]()#+\-!<>|~&]/g, '\\$&');
