import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { OfferedExport } from '../../src/shared/protocol.ts';
import type { PictureFormat, Scene } from './actions.ts';
import type { Some } from './dom.ts';
import { metaContent } from './host.ts';
import type { Speech } from './language.ts';
import { type MenuItem, drawMenu } from './menu.ts';

/** What can be saved or copied of what is shown. */
export const drawExportMenu = (bar: Some<HTMLElement>, scene: Scene, speech: Speech): unknown =>
  drawMenu(bar, 'export', speech.say(text('Export')), exportItems(scene, speech));

/** What the page draws itself; what is written as text is offered by the host. */
const pictures: readonly { readonly format: PictureFormat; readonly name: Text }[] = [
  { format: 'svg', name: text('Picture (SVG)') },
  { format: 'png', name: text('Picture (PNG)') },
  { format: 'html', name: text('Page that opens anywhere (HTML)') },
];

const exportItems = ({ actions }: Scene, speech: Speech): MenuItem[] => [
  ...pictures.map(({ format, name }) => ({ words: speech.say(name), go: () => actions.savePicture(format) })),
  ...offeredExports().map(({ id, title }) => ({ words: speech.say(title), go: () => actions.saveText(id) })),
];

let offered: readonly OfferedExport[] | undefined;

/** An exported file has none: there is nobody to write them. */
const offeredExports = (): readonly OfferedExport[] =>
  (offered ??= (metaContent('podfall-exports') ?? []) as readonly OfferedExport[]);
