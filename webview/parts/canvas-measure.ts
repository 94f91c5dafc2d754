import { guessWidth, type Measure } from './measure.ts';

/** Measures in the page's own font; what was measured once is remembered. */
export function canvasMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return guessWidth;
  const family = getComputedStyle(document.body).fontFamily || 'sans-serif';
  const known = new Map<string, number>();
  return (text, size, bold = false) => {
    const font = `${bold ? 600 : 400} ${size}px ${family}`;
    const key = `${font}|${text}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    context.font = font;
    const { width } = context.measureText(text);
    if (known.size > 5000) known.clear();
    known.set(key, width);
    return width;
  };
}
