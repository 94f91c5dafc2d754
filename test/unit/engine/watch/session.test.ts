import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Cluster, ConnectionStatus } from '../../../../src/engine/watch/cluster.ts';
import { EvidenceStore } from '../../../../src/engine/store/evidence-store.ts';
import type { KubeconfigRead } from '../../../../src/engine/access/follow-kubeconfig.ts';
import { parseKubeconfig, type KubeconfigSource } from '../../../../src/engine/access/kubeconfig.ts';
import { ClusterError, type Problem } from '../../../../src/engine/access/problem.ts';
import { Session, type Choice } from '../../../../src/engine/watch/session.ts';
import { Emitter } from '../../../../src/engine/signal.ts';
import { text } from '../../../../src/engine/timeline/model/text.ts';

const kubeconfig = (current: string): KubeconfigRead => ({
  config: parseKubeconfig(
    JSON.stringify({
      'current-context': current,
      contexts: ['one', 'two'].map((name) => ({ name, context: { cluster: name, user: '', namespace: 'shop' } })),
      clusters: ['one', 'two'].map((name) => ({ name, cluster: { server: `https://${name}` } })),
    }),
    undefined,
  ),
});
const broken: Problem = { code: 'broken-kubeconfig', fact: text('broken'), nextStep: text('mend it') };

/** A door whose clusters write down what is done to them. */
class Door {
  readonly log: string[] = [];
  readonly sources: KubeconfigSource[] = [];
  tell: (read: KubeconfigRead) => void = () => undefined;
  refuse: Problem | undefined;

  followKubeconfig(source: KubeconfigSource, tell: (read: KubeconfigRead) => void): { dispose(): void } {
    this.sources.push(source);
    this.tell = tell;
    return { dispose: () => void this.log.push('unfollow') };
  }

  openCluster(_source: KubeconfigSource, { context = '', namespace }: Choice): Promise<Cluster> {
    if (this.refuse) return Promise.reject(new ClusterError(this.refuse));
    const name = [context, namespace].filter((part) => part !== undefined).join('/');
    const say = (what: string) => (): void => void this.log.push(`${what} ${name}`);
    const status: ConnectionStatus = { state: 'idle' };
    const target = { context, serverUrl: `https://${context}` };
    const nothing = (): Promise<never> => Promise.reject(new Error('not asked for here'));
    return Promise.resolve({
      target,
      store: new EvidenceStore(),
      status,
      statusChanged: new Emitter<ConnectionStatus>(),
      start: say('start'),
      stop: say('stop'),
      refresh: say('refresh'),
      dispose: say('dispose'),
      readPod: nothing,
      readLog: nothing,
      namespaces: nothing,
    });
  }

  problemOf(error: unknown): Problem {
    return error instanceof ClusterError ? error.problem : broken;
  }

  kubeconfigFiles(): readonly string[] {
    return [];
  }
}

describe('a session', () => {
  let door: Door;
  let loads: number;
  let session: Session;
  const memory = new Map<string, string>();

  beforeEach(() => {
    vi.useFakeTimers();
    door = new Door();
    loads = 0;
    memory.clear();
    session = new Session(
      { kind: 'default' },
      {
        door: () => {
          loads += 1;
          return Promise.resolve(door);
        },
        memory: {
          get: (key) => memory.get(key),
          update: (key, value) => {
            if (value === undefined) memory.delete(key);
            else memory.set(key, value);
            return Promise.resolve();
          },
        },
        lingerMs: () => 60_000,
      },
    );
  });
  afterEach(() => {
    session.dispose();
    vi.useRealTimers();
  });

  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
  const open = async (current = 'one'): Promise<{ dispose(): void }> => {
    const held = session.hold();
    await settle();
    door.tell(kubeconfig(current));
    await settle();
    return held;
  };

  test('loads nothing before someone looks', () => expect(loads).toBe(0));

  test('opens the current context when someone looks, and starts it', async () => {
    await open();
    expect(session.cluster?.target.context).toBe('one');
    expect(door.log).toEqual(['start one']);
  });

  test('stops only some time after the last one has looked away', async () => {
    const first = await open();
    const second = session.hold();
    first.dispose();
    await vi.advanceTimersByTimeAsync(90_000);
    expect(door.log).toEqual(['start one', 'start one']);
    second.dispose();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(door.log).not.toContain('stop one');
    await vi.advanceTimersByTimeAsync(2000);
    expect(door.log).toContain('stop one');
  });

  test('letting go twice counts once', async () => {
    const first = await open();
    session.hold();
    first.dispose();
    first.dispose();
    await vi.advanceTimersByTimeAsync(90_000);
    expect(door.log).not.toContain('stop one');
  });

  test('follows the current context of the kubeconfig, and lets go of the old cluster', async () => {
    await open();
    door.tell(kubeconfig('two'));
    await settle();
    expect(door.log).toEqual(['start one', 'dispose one', 'start two']);
  });

  test('keeps the cluster when the kubeconfig changed in something else', async () => {
    await open();
    door.tell(kubeconfig('one'));
    await settle();
    expect(door.log).toEqual(['start one']);
  });

  test('keeps a chosen context until the kubeconfig names another', async () => {
    await open();
    session.chooseContext('two');
    await settle();
    door.tell(kubeconfig('one'));
    await settle();
    expect(session.cluster?.target.context).toBe('two');
  });

  test('remembers a chosen namespace for its context', async () => {
    await open();
    await session.chooseNamespace('*');
    await settle();
    session.chooseContext('two');
    await settle();
    session.chooseContext('one');
    await settle();
    expect(door.log.filter((line) => line.startsWith('start'))).toEqual([
      'start one',
      'start one/*',
      'start two',
      'start one/*',
    ]);
  });

  test('keeps the last good kubeconfig when it is broken, and says so', async () => {
    await open();
    door.tell({ problem: broken });
    expect(session.state).toMatchObject({ state: 'open', problem: broken });
    expect(session.cluster?.target.context).toBe('one');
  });

  test('fails with words when there is no good one', async () => {
    session.hold();
    await settle();
    door.tell({ problem: broken });
    expect(session.state).toEqual({ state: 'failed', problem: broken });
  });

  test('comes back when the kubeconfig is mended', async () => {
    session.hold();
    await settle();
    door.tell({ problem: broken });
    door.tell(kubeconfig('one'));
    await settle();
    expect(session.state.state).toBe('open');
  });

  test('opens the same context again after it could not be opened', async () => {
    const problem: Problem = { ...broken, code: 'unknown-context' };
    door.refuse = problem;
    await open();
    expect(session.state).toEqual({ state: 'failed', problem });
    door.refuse = undefined;
    door.tell(kubeconfig('one'));
    await settle();
    expect(session.state.state).toBe('open');
  });

  test('of many changes in a row only the last is left', async () => {
    await open();
    for (let index = 0; index < 50; index++) session.chooseContext(index % 2 === 0 ? 'two' : 'one');
    session.chooseContext('two');
    await settle();
    expect(session.cluster?.target.context).toBe('two');
    expect(door.log.filter((line) => line.startsWith('start'))).toHaveLength(2);
  });

  test('does nothing more after its end', async () => {
    await open();
    session.dispose();
    door.tell(kubeconfig('two'));
    await settle();
    expect(door.log).toEqual(['start one', 'unfollow', 'dispose one']);
  });
});
