import { evidenceOf } from '../../src/engine/recording/evidence-of-recording.ts';
import { loadRecording } from '../../src/engine/recording/read-recording.ts';
import { parseLog } from '../../src/extension/panel/parse-log.ts';
import type { HostMessage, Liveness, LogSnapshot } from '../../src/shared/protocol.ts';
import { text } from '../../src/engine/timeline/model/text.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { epochMs } from '../../src/engine/timeline/model/units.ts';
import { modelsOf } from '../../src/engine/timeline/what-if/models-of.ts';
import type { StartModel } from '../../src/engine/timeline/what-if/start-model.ts';

/** A pod of a recording at one moment, as a panel would be told of it. */
export interface Scene {
  readonly name: string;
  readonly recording: string;
  /** The pod's name begins so. */
  readonly pod: string;
  /** Seconds after the pod's creation at which the recording is cut; to its end when absent. */
  readonly until?: number;
  /** With `until`: how long after it someone looks, in ms; nothing more is heard of the pod. */
  readonly laterMs?: number;
  /** Which of several pods of that name, by creation. */
  readonly nth?: number;
  readonly evidence?: 'live' | 'stored';
  readonly liveness?: Liveness;
  /** The container whose recorded log is listed and lies on the chart. */
  readonly log?: string;
}

/** The scenes that are looked at, and whose drawings are kept as goldens. */
export const scenes: readonly Scene[] = [
  { name: 'payments', recording: 'shop', pod: 'payments' },
  { name: 'coldpull', recording: 'coldpull', pod: '' },
  { name: 'samepull', recording: 'samepull', pod: '', nth: 1 },
  { name: 'readiness', recording: 'readiness', pod: '' },
  { name: 'crashthenok', recording: 'crashthenok', pod: '' },
  { name: 'crashloop', recording: 'crashloop', pod: '' },
  { name: 'badimage', recording: 'badimage', pod: '' },
  { name: 'inits', recording: 'inits', pod: '' },
  { name: 'sidecar', recording: 'sidecar', pod: '' },
  { name: 'multi', recording: 'multi', pod: '' },
  { name: 'unschedulable-live', recording: 'unschedulable', pod: '', until: 6 },
  { name: 'pulling-live', recording: 'coldpull', pod: '', until: 4 },
  { name: 'toobig', recording: 'toobig', pod: '' },
  { name: 'deleted', recording: 'deletedmidway', pod: '' },
  { name: 'gates', recording: 'gates', pod: '' },
  { name: 'sandboxfail', recording: 'sandboxfail', pod: '' },
  { name: 'job', recording: 'job', pod: '' },
  { name: 'stored', recording: 'slowpull', pod: '', evidence: 'stored' },
  { name: 'boot-log', recording: 'shop', pod: 'payments', log: 'payments' },
  { name: 'init-log', recording: 'shop', pod: 'payments', log: 'migrate-db' },
  {
    name: 'disconnected',
    recording: 'startupprobe',
    pod: '',
    until: 5,
    liveness: { state: 'stale', reason: text('The cluster does not answer. This is what was last seen.') },
  },
];

const folder = new URL('../recordings/', import.meta.url);

/** How much of a recording is known, and how much later someone looks. */
interface Cut {
  readonly untilMs?: number;
  readonly laterMs?: number;
  readonly evidence?: 'live' | 'stored';
}

/** All timelines of a recording, by creation. `untilMs` cuts it at that time of the client's clock. */
export async function timelinesOf(
  recording: string,
  { untilMs = Infinity, laterMs = 0, evidence = 'live' }: Cut = {},
): Promise<{
  readonly timelines: readonly Timeline[];
  readonly models: ReadonlyMap<string, StartModel>;
  readonly now: number;
}> {
  const { header, lines } = await loadRecording(new URL(`${recording}.ndjson.gz`, folder).pathname);
  const seen = lines.filter((line) => line.t <= untilMs);
  const { store } = await evidenceOf({ header, lines: seen }, evidence);
  const looked = Number.isFinite(untilMs) ? epochMs(untilMs + laterMs) : undefined;
  const starts = [...store.pods()].flatMap(({ pod: { uid } }) => {
    const [timeline, known] = [store.timeline(uid, looked), store.evidence(uid)];
    return timeline && known ? [{ timeline, evidence: { ...known, logs: {} } }] : [];
  });
  const timelines = starts.map(({ timeline }) => timeline);
  const created = (timeline: Timeline): number => timeline.instants['created']?.at ?? 0;
  return {
    timelines: timelines.sort((a, b) => created(a) - created(b)),
    models: modelsOf(starts),
    now: looked ?? seen.at(-1)?.t ?? header.t,
  };
}

const pick = (timelines: readonly Timeline[], scene: Scene): Timeline | undefined =>
  timelines.filter((timeline) => timeline.pod.name.startsWith(scene.pod))[scene.nth ?? 0];

/** The message that shows `scene`. */
export async function sceneMessage(scene: Scene): Promise<HostMessage & { readonly type: 'timeline' }> {
  const whole = await timelinesOf(scene.recording, scene.evidence ? { evidence: scene.evidence } : {});
  const found = pick(whole.timelines, scene);
  if (!found) throw new Error(`${scene.recording} has no pod ${scene.pod}`);
  const created = found.instants['created']?.at ?? 0;
  const cut =
    scene.until === undefined
      ? undefined
      : await timelinesOf(scene.recording, {
          untilMs: created + scene.until * 1000,
          ...(scene.laterMs !== undefined && { laterMs: scene.laterMs }),
        });
  const timeline = cut?.timelines.find((candidate) => candidate.pod.uid === found.pod.uid) ?? found;
  const model = (cut ?? whole).models.get(timeline.pod.uid);
  const logs = scene.log === undefined ? [] : await logsOf(scene.recording, timeline.pod.uid);
  return {
    type: 'timeline',
    timeline,
    liveness: scene.liveness ?? { state: 'live' },
    now: cut?.now ?? whole.now,
    language: { locale: 'en', templates: {} },
    ...(model && { model }),
    ...(logs.length > 0 && { logs }),
  };
}

/** The logs of a pod that were fetched at the end of a recording. */
async function logsOf(recording: string, uid: string): Promise<readonly LogSnapshot[]> {
  const { lines } = await loadRecording(new URL(`${recording}.ndjson.gz`, folder).pathname);
  return lines.flatMap((line) =>
    line.type === 'LOG' && line.object.metadata.uid === uid
      ? [
          {
            container: line.object.container,
            previous: line.object.previous,
            log: { state: 'lines' as const, lines: parseLog(line.object.text), cut: false },
          },
        ]
      : [],
  );
}

/** The scene of that name. */
export function sceneNamed(name: string): Scene {
  const scene = scenes.find((candidate) => candidate.name === name);
  if (!scene) throw new Error(`no scene is called ${name}`);
  return scene;
}
