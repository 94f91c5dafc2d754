import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { SaveRequest } from '../../src/shared/protocol.ts';
import type { Scene } from './actions.ts';
import type { Some } from './dom.ts';
import type { Speech } from './language.ts';
import { type MenuItem, drawMenu } from './menu.ts';

/** What can be saved or copied of what is shown. */
export const drawExportMenu = (bar: Some<HTMLElement>, scene: Scene, speech: Speech): unknown =>
  drawMenu(bar, 'export', speech.say(text('Export')), exportItems(scene, speech));

const formats: readonly { readonly format: SaveRequest['format']; readonly name: Text }[] = [
  { format: 'svg', name: text('Picture (SVG)') },
  { format: 'png', name: text('Picture (PNG)') },
  { format: 'html', name: text('Page that opens anywhere (HTML)') },
  { format: 'json', name: text('Timeline (JSON)') },
  { format: 'markdown', name: text('Copy a summary (Markdown)') },
];

const exportItems = ({ actions }: Scene, speech: Speech): MenuItem[] =>
  formats.map(({ format, name }) => ({ words: speech.say(name), go: () => actions.save(format) }));
