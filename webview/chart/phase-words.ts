import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { Phase, RunExit } from '../../src/engine/timeline/model/timeline.ts';

/** "exit code 137 (OOMKilled)". */
export function exitWords({ code, signal, reason }: RunExit): Text {
  if (code === undefined) return text('signal {signal}', { signal: signal ?? 0 });
  return reason === undefined
    ? text('exit code {code}', { code })
    : text('exit code {code} ({reason})', { code, reason });
}

/**
 * Since when a probe was asked that has an initial delay; absent for others, and where the delay was over before the
 * wait began.
 */
export function heldWords({ probe, start }: Phase, { origin }: { readonly origin: number }): Text | undefined {
  if (probe?.askedFrom === undefined || probe.askedFrom <= start.at) return undefined;
  return text('not asked yet until {from} (initialDelaySeconds: {delay})', {
    from: { ms: probe.askedFrom - origin },
    delay: probe.delaySeconds,
  });
}
