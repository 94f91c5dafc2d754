import type { PodEvidence } from '../../src/engine/timeline/model/facts.ts';
import type { Said } from './score.ts';

const STEPS: Readonly<Record<string, string>> = {
  Pulling: 'pullQueued',
  Pulled: 'pullEnded',
  Created: 'created',
  Started: 'started',
};

/** What reading the stamps off `kubectl get pod,events` gives, as test/recordings/naive.mjs does: the baseline. */
export function naiveInstants(evidence: PodEvidence): Record<string, Said> {
  const found: Record<string, Said> = {};
  const put = (id: string, at: number | undefined): void => {
    if (at !== undefined && !(id in found)) found[id] = { at, earliest: at, latest: at };
  };
  const pod = evidence.pods.at(-1)?.pod;
  const condition = (type: string): number | undefined =>
    pod?.conditions.find((seen) => seen.type === type && seen.status === 'True')?.lastTransitionAt;
  put('created', pod?.creationAt);
  put('scheduled', condition('PodScheduled'));
  put('sandboxReady', condition('PodReadyToStartContainers'));
  put('podReady', condition('Ready'));
  const latest = new Map(evidence.events.map(({ event }) => [event.uid, event]));
  for (const event of latest.values()) {
    const container = /\{(.+)\}/.exec(event.involved.fieldPath ?? '')?.[1];
    const step = STEPS[event.reason];
    if (container === undefined || step === undefined) continue;
    const at = event.firstAt ?? (event.eventAt === undefined ? undefined : Math.floor(event.eventAt));
    put(`container/${container}/${step}`, at);
    if (event.reason === 'Pulling') put(`container/${container}/pullStarted`, at);
  }
  return found;
}
