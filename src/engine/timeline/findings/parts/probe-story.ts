import type { ContainerReading } from '../../reading/reading.ts';
import { type Text, text } from '../../model/text.ts';
import type { ReadinessWait } from './readiness-wait.ts';

/**
 * How a container got ready that had failed a probe before: the same words whether the application or the probe's
 * period took more of it, so that pods of one workload can be compared.
 */
export function probeStory({ name, spec }: ContainerReading, { startedAt, passedAt, failures }: ReadinessWait): Text {
  const args = {
    container: name,
    took: { ms: passedAt - startedAt },
    failed: failures.count,
    before: { ms: passedAt - (failures.lastAt ?? passedAt) },
    message: failures.message ?? '',
    period: spec?.readinessProbe?.periodSeconds ?? 10,
  };
  return failures.count === 1
    ? text(
        '{container} answered its readiness probe {took} after its start; one try had failed, {before} before that: {message}. It is asked every {period} s (periodSeconds), so up to {period} s of this is waiting for the next try.',
        args,
      )
    : text(
        '{container} answered its readiness probe {took} after its start; {failed} tries had failed, the last {before} before that: {message}. It is asked every {period} s (periodSeconds), so up to {period} s of this is waiting for the next try.',
        args,
      );
}
