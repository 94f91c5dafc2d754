import type { ContainerState, ContainerStatusFacts, RunFacts } from '../../timeline/model/facts.ts';
import type { Json } from './decode-json.ts';
import { present } from '../../timeline/model/present.ts';
import { RunShape, StatusShape } from '../shapes.ts';

const LISTS = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'] as const;

/** The statuses of all containers of a pod. */
export const decodeStatuses = (status: Json): ContainerStatusFacts[] =>
  LISTS.flatMap((list) => status.list(list).map(decodeStatus));

function decodeStatus(json: Json): ContainerStatusFacts {
  const last = json.child('lastState')?.child('terminated');
  return new StatusShape({
    name: json.required('name'),
    state: decodeState(json.part('state')),
    lastRun: last === undefined ? undefined : decodeRun(last),
    ready: json.flag('ready') ?? false,
    started: json.flag('started'),
    restartCount: json.number('restartCount') ?? 0,
    image: json.text('image'),
    imageId: json.text('imageID'),
    containerId: json.text('containerID'),
  });
}

/** No state at all means waiting (kubernetes staging/src/k8s.io/api/core/v1/types.go, ContainerState). */
function decodeState(json: Json): ContainerState {
  const running = json.child('running');
  if (running !== undefined) return { state: 'running', run: decodeRun(running) };
  const terminated = json.child('terminated');
  if (terminated !== undefined) return { state: 'terminated', run: decodeRun(terminated) };
  const waiting = json.part('waiting');
  return present({ state: 'waiting' as const, reason: waiting.text('reason'), message: waiting.text('message') });
}

const decodeRun = (json: Json): RunFacts =>
  new RunShape({
    startedAt: json.time('startedAt'),
    finishedAt: json.time('finishedAt'),
    exitCode: json.number('exitCode'),
    signal: json.number('signal'),
    reason: json.text('reason'),
    message: json.text('message'),
  });
