/** A text as comment lines of a YAML document or a log: whatever ends a line in it, the rest stays a comment. */
export const comment = (words: string): string =>
  words
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .map((line) => `# ${line}\n`)
    .join('');
