import type { ContainerReading } from '../../reading/reading.ts';
import { type Text, text } from '../../model/text.ts';
import type { Phase } from '../../model/timeline.ts';
import {
  byLane,
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
import { isGone, logArgs } from '../parts/log-advice.ts';

/** What comes after a sidecar waits until it is started: its startup probe, its postStart hook. */
export const sidecarSlow: Rule = {
  id: 'sidecar-slow',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/',
  find: (start) =>
    byLane(
      criticalPhases(start, 'startup-probe', 'post-start', 'readiness').filter(
        (phase) => containerOfPhase(phase, start)?.role === 'sidecar',
      ),
    ).flatMap((phases) => slowSidecar(phases, start)),
};

function slowSidecar(phases: readonly [Phase, ...Phase[]], start: Case): readonly RuleFinding[] {
  const explained = explainedBy(phases, start);
  const container = containerOfPhase(phases[0], start);
  if (!container || !isNotable(explained.explains, start)) return [];
  const probed = phases.some(({ kind }) => kind === 'startup-probe');
  return [
    {
      severity: 'warning',
      title: text('sidecar {container}', { container: container.name }),
      sentence: sentence(container.name, { ms: explained.explains }, { probed, isOver: !phases.some(isUnfinished) }),
      advice: adviceFor(container, probed, start),
      ...explained,
      saves: explained.explains,
      ...yamlAt(container, start, ...(probed ? ['startupProbe'] : [])),
    },
  ];
}

function sentence(
  container: string,
  took: { readonly ms: number },
  { probed, isOver }: { readonly probed: boolean; readonly isOver: boolean },
): Text {
  const args = { container, took };
  if (!isOver) return text('Everything waits for sidecar {container}, which has been starting for {took}.', args);
  return probed
    ? text('Sidecar {container} needed {took} to pass its startup probe, and everything after it had to wait.', args)
    : text('Sidecar {container} needed {took} to be up, and the pod had to wait for it.', args);
}

function adviceFor(container: ContainerReading, probed: boolean, start: Case): Text {
  const period = container.spec?.startupProbe?.periodSeconds ?? 1;
  if (probed && period > 1) {
    return text(
      'What comes after it waits until its startup probe passes, and that is asked every {period} s: use periodSeconds: 1, then see in its log what it does until it answers.',
      { period },
    );
  }
  if (isGone(start)) {
    return text('What comes after it waits until it is started: see in its log what it does until then.');
  }
  return text(
    'What comes after it waits until it is started: see what it does until then, kubectl logs {pod} -n {namespace} -c {container}.',
    logArgs(container, start),
  );
}
