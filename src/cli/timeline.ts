import {
  type Change,
  english,
  type EvidenceStore,
  evidenceOf,
  openRecording,
  type PodEvidence,
  type RecordedGap,
  type RecordingLine,
  formatDuration,
  formatText,
  openCluster,
  type Scope,
  type StartModels,
  type Timeline,
  epochMs,
  type EpochMs,
} from '../engine/engine.ts';
import type { TimelineArgs } from './args.ts';
import type { Console } from './console.ts';
import { drawTimelines } from './draw-timelines.ts';
import { CliError, sentences } from './fail.ts';
import { kubeconfigSource } from './kubeconfig-source.ts';
import { rejectedTimelines } from './rejected.ts';
import { safeLines } from './terminal-text.ts';
import { changesAsked, modelsFor, predictAll } from './what-if.ts';

/** What timelines are made from, and the time that running phases are counted to. */
interface Source {
  readonly store: EvidenceStore;
  readonly now: EpochMs;
  /** Something that the user should know, a sentence each. */
  readonly notes: readonly string[];
  /** For messages: "the recording", "namespace shop". */
  readonly name: string;
  /** Whether the cluster has other namespaces, which were not read. */
  readonly elsewhere?: boolean;
}

/** `podfall timeline`. */
export async function timeline(args: TimelineArgs, console: Console): Promise<void> {
  const source = args.recording === undefined ? await clusterSource(args) : await recordingSource(args.recording, args);
  for (const note of source.notes) console.err(`podfall: ${note}`);
  const timelines = choose(source, args);
  const models = once(() => modelsFor(timelines, source.store));
  const asked: Asked = { models, ...(args.whatIf && { changes: changesAsked(args.whatIf, models()) }) };
  const all = args.all || args.pods.length > 0;
  if (!args.output) return console.out(draw(timelines, { ...source, all }, console, asked));
  const evidence = (uid: string): PodEvidence | undefined => source.store.evidence(uid);
  const options = { now: source.now, language: english, title: source.name, evidence, ...asked };
  for (const piece of args.output.write(timelines, options)) console.out(safeLines(piece));
}

/** What the starts were like, and what is asked to be changed. */
interface Asked {
  readonly models: () => StartModels;
  readonly changes?: ReadonlyMap<string, readonly Change[]>;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** What a cluster has stored. Rejects with a {@link ClusterError} when its pods cannot be read. */
async function clusterSource({ kubeconfig, context, namespace, allNamespaces }: TimelineArgs): Promise<Source> {
  const cluster = await openCluster({
    kubeconfig: kubeconfigSource(kubeconfig),
    scope: scopeOf(namespace, allNamespaces),
    ...(context !== undefined && { context }),
  });
  try {
    const { missing, instead, skipped } = await cluster.readOnce();
    const read = cluster.target.namespace;
    const notes = [
      ...(instead ? [sentences(instead.fact, instead.nextStep)] : []),
      ...new Set(missing.map(({ fact }) => formatText(fact, english))),
      ...skipped.named.map((words) => `left out: ${words}`),
      ...(skipped.others > 0 ? [`left out: ${skipped.others} more objects that cannot be read`] : []),
    ];
    return {
      store: cluster.store,
      now: epochMs(Date.now()),
      notes,
      name: read === undefined ? 'the cluster' : `namespace ${read}`,
      elsewhere: !allNamespaces,
    };
  } finally {
    cluster.dispose();
  }
}

function scopeOf(namespace: string | undefined, allNamespaces: boolean): Scope {
  if (allNamespaces) return { kind: 'all' };
  return namespace === undefined ? { kind: 'context' } : { kind: 'namespaces', names: [namespace] };
}

async function recordingSource(file: string, { evidence }: TimelineArgs): Promise<Source> {
  const { header, lines } = await openRecording(file);
  let now = header.t;
  const counted = (async function* (): AsyncGenerator<RecordingLine> {
    for await (const line of lines) {
      now = epochMs(Math.max(now, line.t));
      yield line;
    }
  })();
  const { store, skipped, gaps } = await evidenceOf({ header, lines: counted }, evidence);
  return { store, now, notes: [...gapNotes(gaps), ...leftOutNotes(skipped)], name: 'the recording' };
}

/** More than these would be read by nobody. */
const MOST_NOTES = 20;

function leftOutNotes(skipped: readonly Error[]): readonly string[] {
  const notes = skipped.slice(0, MOST_NOTES).map(({ message }) => `left out: ${message}`);
  return skipped.length > MOST_NOTES ? [...notes, `left out: ${skipped.length - MOST_NOTES} more objects`] : notes;
}

/**
 * What happened in a gap came late, or never: times that arrivals tell are not exact there. Resources that were lost
 * together are told together.
 */
function gapNotes(gaps: readonly RecordedGap[]): readonly string[] {
  const together: { readonly first: RecordedGap; readonly resources: string[] }[] = [];
  for (const gap of gaps) {
    const known = together.find(
      ({ first }) => first.reason === gap.reason && Math.abs(first.since - gap.since) < LOST_TOGETHER_MS,
    );
    if (known) known.resources.push(gap.r);
    else if (together.length < MOST_NOTES) together.push({ first: gap, resources: [gap.r] });
  }
  return together.map(({ first, resources }) => gapWords(first, resources));
}

const LOST_TOGETHER_MS = 1000;

const gapWords = ({ since, t, reason }: RecordedGap, resources: readonly string[]): string =>
  `the recording saw nothing of ${resources.join(', ')} for ${formatDuration(t - since)} from ${new Date(since).toISOString()}: ${reason}`;

/**
 * Every pod ever seen, in the order in which they were created, and owners that could not create theirs; or those that
 * were named.
 */
function choose({ store, now, name }: Source, { pods, namespace }: TimelineArgs): readonly Timeline[] {
  const wanted = all(store, now).filter(({ pod }) => namespace === undefined || pod.namespace === namespace);
  if (pods.length === 0) return wanted;
  return pods.flatMap((asked) => {
    const found = wanted.filter(
      ({ pod }) => asked === pod.name || asked === `${pod.namespace}/${pod.name}` || asked === pod.uid,
    );
    if (found.length === 0) {
      throw new CliError(
        `There is no pod "${asked}" in ${name}.`,
        'Name one of another namespace with -n, or none to see all.',
      );
    }
    return found;
  });
}

function all(store: EvidenceStore, now: EpochMs): readonly Timeline[] {
  const records = [...store.pods()].sort((a, b) => a.pod.creationAt - b.pod.creationAt);
  return [...records.flatMap(({ pod }) => store.timeline(pod.uid, now) ?? []), ...rejectedTimelines(store)];
}

function draw(
  timelines: readonly Timeline[],
  source: Source & { readonly all: boolean },
  { width = 100, color }: Console,
  { models, changes }: Asked,
): string {
  const { now, all } = source;
  if (timelines.length === 0) return nothingIn(source);
  return drawTimelines(timelines, {
    width,
    now,
    color,
    all,
    ...(changes && { predicted: predictAll(changes, models()) }),
  });
}

function nothingIn({ name, elsewhere = false }: Source): string {
  const more = elsewhere ? ' With -A those of all namespaces are shown.' : '';
  return `There are no pods in ${name}.${more}\n`;
}
