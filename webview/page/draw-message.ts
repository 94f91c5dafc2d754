import type { HostMessage } from '../../src/shared/protocol.ts';
import { plain } from '../chart/plain.ts';
import { only, type Some } from '../dom.ts';
import type { Speech } from '../language.ts';

/** The page while there is nothing to draw: loading, not there, forbidden, failed. */
export function drawMessage(root: Some<HTMLElement>, message: HostMessage & { readonly type: 'message' }, speech: Speech): void {
  const box = only(root, 'section', 'message').attr('role', message.tone === 'error' ? 'alert' : 'status').attr('class', `message tone-${message.tone}`);
  only(box, 'h1', 'title').text(plain(speech.say(message.title)));
  only(box, 'p', 'detail').text(plain(speech.say(message.detail)));
  only(box, 'div', 'busy').attr('hidden', message.tone === 'busy' ? null : '').attr('aria-hidden', 'true');
}
