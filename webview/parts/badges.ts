import type { Liveness } from '../../src/shared/protocol.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import { plain } from './plain.ts';
import type { Some } from './dom.ts';
import type { Speech } from './language.ts';

export interface Badge {
  readonly kind: 'stale' | 'connecting' | 'deleted' | 'missing' | 'skew';
  readonly words: string;
  readonly detail: string;
}

export const badgeOf = (kind: Badge['kind'], speech: Speech, words: Text, detail: Text = words): Badge => ({
  kind,
  words: speech.say(words),
  detail: plain(speech.say(detail)),
});

/** Whether what is shown follows the cluster, and what of it cannot be seen. */
export function livenessBadges(liveness: Liveness, speech: Speech): Badge[] {
  switch (liveness.state) {
    case 'connecting':
      return [badgeOf('connecting', speech, text('connecting'))];
    case 'stale':
      return [badgeOf('stale', speech, text('last known state'), liveness.reason)];
    case 'live':
      return (liveness.missing ?? []).map((missing) => badgeOf('missing', speech, text('incomplete'), missing));
  }
}

/** Small marks beside a name; the details are their titles. */
export function drawBadges(parent: Some<HTMLElement>, badges: readonly Badge[]): void {
  parent
    .selectChildren<HTMLSpanElement, Badge>('span')
    .data(badges, (badge) => badge.kind)
    .join('span')
    .attr('class', (badge) => `badge badge-${badge.kind}`)
    .attr('title', (badge) => badge.detail)
    .text((badge) => badge.words);
}
