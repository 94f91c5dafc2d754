import type { Text } from '../../src/engine/timeline/model/text.ts';
import { shortName } from '../parts/ellipsize-middle.ts';
import { short } from '../parts/plain.ts';

/** So many characters of a name, or of a message, have room beside the total. */
const mostOfName = 60;
const mostOfMessage = 120;
/** Beside a tag a digest says nothing to a reader; alone it is cut as git and docker cut theirs. */
const digestOfTag = /(:[\w.-]+)@sha256:[0-9a-f]+/;
const digest = /@sha256:([0-9a-f]{7})[0-9a-f]+/;

/** What a start waits for, with its images and messages cut to what a headline has room for. */
export function shortStep(words: Text): Text {
  const args = Object.entries(words.args).map(([name, arg]) => [name, shortArg(arg)] as const);
  return { ...words, args: Object.fromEntries(args) };
}

function shortArg(arg: Text['args'][string]): Text['args'][string] {
  if (typeof arg === 'string') return /\s/.test(arg) ? short(arg, mostOfMessage) : shortImage(arg);
  return typeof arg === 'object' && 'template' in arg ? shortStep(arg) : arg;
}

/** Its last part tells an image from others, its registry hardly ever. */
function shortImage(image: string): string {
  const name = image.replace(digestOfTag, '$1').replace(digest, '@sha256:$1…');
  if (name.length <= mostOfName) return name;
  return shortName(name.replace(/^.*\//, '…/'), mostOfName);
}
