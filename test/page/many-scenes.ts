import { ManyMessages } from '../../src/extension/panel/many-message.ts';
import { atOnce } from '../../src/engine/timeline/many/steps.ts';
import { podMessage } from '../../src/extension/panel/snapshot.ts';
import { subjectOf } from '../../src/extension/panel/subjects/subject-of.ts';
import type { HostMessage, Liveness, Reading } from '../../src/shared/protocol.ts';
import { text } from '../../src/engine/timeline/model/text.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { epochMs } from '../../src/engine/timeline/model/units.ts';
import { hostileMessage } from './hostile.ts';
import { timelinesOf } from './scenes.ts';

const language = { locale: 'en', templates: {} } as const;
const live: Liveness = { state: 'live' };

export interface ManyScene {
  readonly recording: string;
  /** The pods' names begin so. */
  readonly pods?: string;
  /** One pod of each of these names. */
  readonly each?: readonly string[];
  readonly count?: number;
  readonly kind?: 'pods' | 'node';
  readonly liveness?: Liveness;
  /** Seconds after the first pod's creation at which the recording is cut. */
  readonly until?: number;
  /** Every text out of the cluster is what nobody wants to see in a page. */
  readonly hostile?: true;
  /** More pods are to come. */
  readonly reading?: Reading;
}

/** What a panel of many would be told. `details`: the pods of which the page asked for all. */
export async function manyMessage(
  { recording, pods = '', each, count = Infinity, kind = 'pods', liveness = live, until, hostile, reading }: ManyScene,
  details: ReadonlySet<string> | 'all' = new Set(),
): Promise<HostMessage> {
  const whole = await timelinesOf(recording);
  const wanted = ({ pod }: Timeline): boolean => pod.name.startsWith(pods);
  const untilMs =
    until === undefined ? undefined : (whole.timelines.find(wanted)?.instants['created']?.at ?? 0) + until * 1000;
  const { timelines, now } = untilMs === undefined ? whole : await timelinesOf(recording, { untilMs });
  const surroundings = { liveness, now, language };
  const harmless =
    each?.flatMap((name) => timelines.find(({ pod }) => pod.name.startsWith(name)) ?? []) ??
    timelines.filter(wanted).slice(0, count);
  const shown = hostile
    ? harmless.map((timeline) => hostileMessage({ type: 'timeline', timeline, ...surroundings }).timeline)
    : harmless;
  const told = details === 'all' ? new Set(shown.map(({ pod }) => pod.uid)) : details;
  if (kind === 'node') return atOnce(new ManyMessages().node(shown[0]?.pod.node ?? 'node1', shown, told, surroundings));
  const title = shown.length === 2 ? shown.map(({ pod }) => pod.name).join(', ') : `Deployment/${pods || recording}`;
  return atOnce(new ManyMessages().pods(title, shown, told, { ...surroundings, ...(reading && { reading }) }));
}

const stale: Liveness = { state: 'stale', reason: text('The cluster does not answer. This is what was last seen.') };
const pod = { context: 'kind', uid: 'u', namespace: 'shop', name: 'web-6477d7b789-7jjnr' };
const workload = {
  kind: 'rollout',
  of: { context: 'kind', namespace: 'shop', workload: { kind: 'Deployment', name: 'web', uid: 'w' } },
} as const;
const problem = {
  code: 'forbidden',
  fact: text('You may not list pods in all namespaces of kind.'),
  nextStep: text(
    'Ask for a Role with get, list and watch on it (the README has one), or choose a namespace that you may read.',
  ),
} as const;
const status = {
  connecting: { state: 'connecting', since: epochMs(0) },
  live: { state: 'live', since: epochMs(0), missing: [] },
  forbidden: { state: 'denied', problem },
  unreachable: {
    state: 'retrying',
    attempt: 2,
    nextTryAt: epochMs(0),
    problem: {
      code: 'unreachable',
      fact: text('kind does not answer.'),
      nextStep: text(
        'Check that the cluster runs, and the network, VPN or proxy on the way to it. Podfall tries again by itself.',
      ),
    },
  },
} as const;

const watched = (state: keyof typeof status, context = 'kind') => ({
  cluster: { status: status[state], target: { context, serverUrl: 'https://x' } },
  now: epochMs(0),
  language,
});
const one = (state: keyof typeof status, context?: string) => () =>
  Promise.resolve(podMessage(pod, undefined, watched(state, context)));
const many = (state: keyof typeof status) => (): Promise<HostMessage> =>
  Promise.resolve(
    atOnce(
      subjectOf(workload).message({
        timelines: [],
        details: new Set(),
        watched: watched(state),
        isKnown: () => false,
        many: new ManyMessages(),
      }),
    ),
  );

/** Scenes of many pods, and what pages say when there is nothing to draw. */
export const manyScenes: Readonly<Record<string, () => Promise<HostMessage>>> = {
  rollout: () => manyMessage({ recording: 'rollout' }),
  'rollout-live': () => manyMessage({ recording: 'rollout', until: 11 }),
  'rollout-reading': () => manyMessage({ recording: 'rollout', count: 6, reading: { read: 4200, all: 10_000 } }),
  'rollout-stale': () => manyMessage({ recording: 'rollout', liveness: stale }),
  catalog: () => manyMessage({ recording: 'shop', pods: 'catalog' }),
  shop: () => manyMessage({ recording: 'shop' }),
  statefulset: () => manyMessage({ recording: 'statefulset' }),
  burst: () => manyMessage({ recording: 'burst' }),
  compare: () => manyMessage({ recording: 'samepull', count: 2 }, 'all'),
  'compare-always': () => manyMessage({ recording: 'alwayspull', count: 2 }, 'all'),
  'compare-unlike': () => manyMessage({ recording: 'shop', each: ['checkout', 'payments'] }, 'all'),
  node: () => manyMessage({ recording: 'shop', kind: 'node' }),
  'node-samepull': () => manyMessage({ recording: 'samepull', kind: 'node' }),
  'state-loading': one('connecting'),
  'state-gone': one('live'),
  'state-forbidden': one('forbidden'),
  'state-unreachable': one('unreachable'),
  'state-elsewhere': one('live', 'prod'),
  'state-many-loading': many('connecting'),
  'state-many-empty': many('live'),
};
