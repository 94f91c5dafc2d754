/**
 * How many characters of a text are read. The API limits names to 253 and a termination message to 4,096, but the
 * message of an event can be of any length, and whoever may create events chooses it; what is longer says nothing more,
 * and each pattern would have to read it.
 */
export const LONGEST_TEXT = 4096;

/** The text, or as much of it as is read, with an ellipsis for the rest. */
export const boundedText = (text: string): string => (text.length <= LONGEST_TEXT ? text : cut(text));

/** A copy: a slice would keep all of the text alive. Half a character at its end becomes a replacement character. */
const cut = (text: string): string => Buffer.from(`${text.slice(0, LONGEST_TEXT - 1)}…`).toString();

/** Whether all of the text was read. One that is just as long as what is read may have been cut. */
export const isWholeText = (text: string): boolean => text.length < LONGEST_TEXT;
