import type { HostMessage } from '../../src/shared/protocol.ts';
import { some } from '../parts/dom.ts';
import type { Page, PageKind } from '../parts/page.ts';
import { drawMessage } from './draw-message.ts';

/** The page while there is nothing to draw. */
export const messagePage: PageKind<HostMessage & { readonly type: 'message' }> = {
  enter(place): Page<HostMessage & { readonly type: 'message' }> {
    place.replaceChildren();
    return {
      draw: ({ message, speech }) => drawMessage(some(place), message, speech),
      tick: () => undefined,
      picture: () => undefined,
      isRunning: false,
    };
  },
};
