import { type Text, text } from '../../model/text.ts';
import type { Clock, ClockSkew } from '../../model/timeline.ts';
import { durationMs } from '../../model/units.ts';
import type { Rule } from '../parts/case.ts';

/** Clocks disagree by more than anyone should have to think about. */
const WORTH_SAYING = 500;

/** A machine's clock is wrong; what is shown has been corrected. */
export const clockSkew: Rule = {
  id: 'clock-skew',
  docs: 'https://kubernetes.io/docs/setup/production-environment/',
  find: ({ timeline }) =>
    timeline.skews
      .filter(({ offset }) => Math.abs(offset) >= WORTH_SAYING)
      .map((skew) => ({
        severity: 'info' as const,
        title: text('clocks disagree'),
        sentence: sentence(skew),
        advice: text('Synchronise the clocks (NTP); until then times from there are less exact.'),
        explains: durationMs(0),
        phases: [],
        evidence: [],
      })),
};

function sentence({ clock, offset }: ClockSkew): Text {
  const args = { clock: clockName(clock), by: { ms: Math.abs(offset) } };
  return offset > 0
    ? text('{clock} is {by} ahead; the times here are corrected by that.', args)
    : text('{clock} is {by} behind; the times here are corrected by that.', args);
}

function clockName(clock: Clock): Text {
  if (clock.startsWith('kubelet/')) return text('The clock of {node}', { node: clock.slice('kubelet/'.length) });
  if (clock === 'client') return text('The clock of this machine');
  return clock === 'apiserver'
    ? text('The API server’s clock')
    : text('The clock of the {component}', { component: clock });
}
