/** Width in pixels of a text at a font size; `bold` is a little wider. */
export type Measure = (text: string, size: number, bold?: boolean) => number;

/** A guess without a DOM, a little generous: full-width characters count as one em, narrow ones as a third. */
export const guessWidth: Measure = (text, size, bold = false) => {
  let em = 0;
  for (const char of text) em += charWidth(char);
  return em * size * (bold ? 1.06 : 1);
};

function charWidth(char: string): number {
  if (/[\u1100-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/.test(char)) return 1;
  if (/[iljI.,:;'|! ]/.test(char)) return 0.32;
  return /[mwMW@%]/.test(char) ? 0.9 : 0.59;
}

/** Cuts a text so that it fits, with an ellipsis; empty when not even two characters would fit. */
export function ellipsize(text: string, width: number, fits: (text: string) => number): string {
  if (fits(text) <= width) return text;
  const chars = Array.from(new Intl.Segmenter().segment(text.slice(0, 400)), ({ segment }) => segment);
  let low = 0;
  let high = chars.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(`${chars.slice(0, middle).join('')}…`) <= width) low = middle;
    else high = middle - 1;
  }
  return low < 2 ? '' : `${chars.slice(0, low).join('').trimEnd()}…`;
}
