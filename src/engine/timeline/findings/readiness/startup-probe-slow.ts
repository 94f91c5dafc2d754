import { withSilence } from '../parts/log-words.ts';
import type { ProbeFacts } from '../../model/facts.ts';
import type { ContainerReading } from '../../reading/reading.ts';
import { type Text, text } from '../../model/text.ts';
import type { Phase } from '../../model/timeline.ts';
import {
  type Case,
  containerOfPhase,
  criticalPhases,
  explainedBy,
  isNotable,
  isUnfinished,
  type Rule,
  type RuleFinding,
  yamlAt,
} from '../parts/case.ts';
import { changeYaml, probeYaml } from '../parts/change-yaml.ts';
import { failuresOf } from '../parts/probe-failures.ts';

/** The application took long to pass its startup probe. */
export const startupProbeSlow: Rule = {
  id: 'startup-probe-slow',
  docs: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#startup-probe',
  find: (start) =>
    criticalPhases(start, 'startup-probe')
      .filter((phase) => phase.outcome !== 'failed' && containerOfPhase(phase, start)?.role !== 'sidecar')
      .flatMap((phase) => slowStart(phase, start)),
};

function slowStart(phase: Phase, start: Case): readonly RuleFinding[] {
  const explained = explainedBy([phase], start);
  const container = containerOfPhase(phase, start);
  const probe = container?.spec?.startupProbe;
  if (!container || !probe || !isNotable(explained.explains, start)) return [];
  const failures = failuresOf('startup', phase, container.name, start);
  const args = {
    container: container.name,
    took: { ms: explained.explains },
    failed: failures.count,
    period: probe.periodSeconds,
  };
  return [
    {
      severity: 'warning',
      title: text('{container} is slow to start', args),
      sentence: sentence(args, isUnfinished(phase)),
      advice: withSilence(adviceFor(probe), container, [phase.start.at, phase.end?.at ?? start.reading.now], start),
      ...explained,
      ...yamlAt(container, start, 'startupProbe'),
      ...changeOf(container, probe, start),
    },
  ];
}

const adviceFor = (probe: ProbeFacts): Text =>
  probe.periodSeconds > 1
    ? text(
        'First use periodSeconds: 1 (with a failureThreshold that allows the same time): the probe asks every {period} s and would notice up to {lost} s earlier. Then see in the log what the application does until it answers.',
        { period: probe.periodSeconds, lost: probe.periodSeconds - 1 },
      )
    : text('See in the log of the application what it does until it answers.');

/** Asked each second, for the same time altogether. */
function changeOf(container: ContainerReading, probe: ProbeFacts, start: Case): { readonly change?: string } {
  const lines =
    probe.periodSeconds > 1
      ? probeYaml('startupProbe', probe, {
          periodSeconds: 1,
          failureThreshold: probe.failureThreshold * probe.periodSeconds,
        })
      : undefined;
  return lines ? { change: changeYaml([{ container, lines }], start) } : {};
}

function sentence(
  args: {
    readonly container: string;
    readonly took: { readonly ms: number };
    readonly failed: number;
    readonly period: number;
  },
  goesOn: boolean,
): Text {
  if (goesOn) {
    return text(
      '{container} has not passed its startup probe for {took} ({failed} failed tries, one every {period} s).',
      args,
    );
  }
  return args.failed === 0
    ? text('{container} passed its startup probe {took} after it was started (periodSeconds: {period}).', args)
    : text(
        '{container} needed {took} to pass its startup probe, after {failed} failed tries (periodSeconds: {period}).',
        args,
      );
}
