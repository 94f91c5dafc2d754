import type { ContainerState, ContainerStatusFacts, RunFacts } from '../../timeline/model/facts.ts';
import { RunShape, StatusShape } from '../shapes.ts';
import { required, type Wire } from './wire.ts';

/** ContainerStatus of k8s.io/api/core/v1/generated.proto. */
export function readContainerStatus(wire: Wire): ContainerStatusFacts {
  let name = '';
  let image = '';
  let imageId = '';
  let containerId = '';
  let ready = false;
  let restartCount = 0;
  let started: boolean | undefined;
  let state: States | undefined;
  let lastState: States | undefined;
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) name = wire.text();
    else if (field === 2) state = readState(wire);
    else if (field === 3) lastState = readState(wire);
    else if (field === 4) ready = wire.flag();
    else if (field === 5) restartCount = wire.int();
    else if (field === 6) image = wire.text();
    else if (field === 7) imageId = wire.text();
    else if (field === 8) containerId = wire.ownText();
    else if (field === 9) started = wire.flag();
    else wire.skip();
  }
  return new StatusShape({
    name: required(name, 'status.containerStatuses.name'),
    state: stateOf(state),
    lastRun: lastState?.terminated,
    ready,
    started,
    restartCount,
    image: image || undefined,
    imageId: imageId || undefined,
    containerId: containerId || undefined,
  });
}

interface States {
  readonly waiting: Extract<ContainerState, { state: 'waiting' }> | undefined;
  readonly running: RunFacts | undefined;
  readonly terminated: RunFacts | undefined;
}

/** No state at all means waiting (kubernetes staging/src/k8s.io/api/core/v1/types.go, ContainerState). */
function stateOf(states: States | undefined): ContainerState {
  if (states?.running) return { state: 'running', run: states.running };
  if (states?.terminated) return { state: 'terminated', run: states.terminated };
  return states?.waiting ?? { state: 'waiting' };
}

function readState(wire: Wire): States {
  let waiting: States['waiting'];
  let running: RunFacts | undefined;
  let terminated: RunFacts | undefined;
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) waiting = readWaiting(wire);
    else if (field === 2) running = readRunning(wire);
    else if (field === 3) terminated = readTerminated(wire);
    else wire.skip();
  }
  return { waiting, running, terminated };
}

function readWaiting(wire: Wire): Extract<ContainerState, { state: 'waiting' }> {
  let reason = '';
  let message = '';
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) reason = wire.text();
    else if (field === 2) message = wire.text();
    else wire.skip();
  }
  return { state: 'waiting', ...(reason !== '' && { reason }), ...(message !== '' && { message }) };
}

const NOT_ENDED = {
  finishedAt: undefined,
  exitCode: undefined,
  signal: undefined,
  reason: undefined,
  message: undefined,
};

function readRunning(wire: Wire): RunFacts {
  let startedAt: RunFacts['startedAt'] | undefined;
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) startedAt = wire.time();
    else wire.skip();
  }
  return new RunShape({ startedAt, ...NOT_ENDED });
}

/** Zero is the signal of one that was not killed: JSON leaves it out. */
function readTerminated(wire: Wire): RunFacts {
  let reason = '';
  let message = '';
  let exitCode: number | undefined;
  let signal: number | undefined;
  let startedAt: RunFacts['startedAt'] | undefined;
  let finishedAt: RunFacts['finishedAt'] | undefined;
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) exitCode = wire.int();
    else if (field === 2) signal = wire.int() || undefined;
    else if (field === 3) reason = wire.text();
    else if (field === 4) message = wire.text();
    else if (field === 5) startedAt = wire.time();
    else if (field === 6) finishedAt = wire.time();
    else wire.skip();
  }
  return new RunShape({
    startedAt,
    finishedAt,
    exitCode,
    signal,
    reason: reason || undefined,
    message: message || undefined,
  });
}
