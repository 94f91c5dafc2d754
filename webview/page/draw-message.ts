import type { HostMessage } from '../../src/shared/protocol.ts';
import { text } from '../../src/engine/timeline/model/text.ts';
import { plain } from '../parts/plain.ts';
import { only, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';

type Message = HostMessage & { readonly type: 'message' };

/** Of an error's words. */
const LONGEST_ERROR = 300;

/** What stands in place of a page that could not be drawn because of `error`. */
export function faultMessage(error: unknown): Pick<Message, 'tone' | 'title' | 'detail'> {
  const words = (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_ERROR);
  return {
    tone: 'error',
    title: text('This page could not be drawn'),
    detail: text(
      'This is a fault of Podfall: {error}. The Open YAML command still shows the pod; please report this with a recording.',
      { error: words },
    ),
  };
}

/** The page while there is nothing to draw: loading, not there, forbidden, failed. */
export function drawMessage(
  root: Some<HTMLElement>,
  message: Pick<Message, 'tone' | 'title' | 'detail'>,
  speech: Speech,
): void {
  const box = only(root, 'section', 'message')
    .attr('role', message.tone === 'error' ? 'alert' : 'status')
    .attr('class', `message tone-${message.tone}`);
  only(box, 'h1', 'title').text(plain(speech.say(message.title)));
  only(box, 'p', 'detail').text(plain(speech.say(message.detail)));
  only(box, 'div', 'busy')
    .attr('hidden', message.tone === 'busy' ? null : '')
    .attr('aria-hidden', 'true');
}
