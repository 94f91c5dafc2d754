import type { DecodedChange, How } from '../../src/cluster/changes.ts';
import { decodeChange } from '../../src/cluster/decode.ts';
import { EvidenceStore } from '../../src/cluster/evidence-store.ts';
import { loadRecording } from '../../src/replay/read-recording.ts';
import type { Recording } from '../../src/replay/recording.ts';
import type { LogLine, PodEvidence } from '../../src/timeline/facts.ts';
import { parseTime } from '../../src/cluster/decode-json.ts';

/** `live`: every version with its arrival. `stored`: what the API has at the end, without arrivals. */
export type EvidenceKind = 'live' | 'stored';

const HOW: Readonly<Record<string, How>> = { SYNC: 'listed', ADDED: 'watched', MODIFIED: 'watched', DELETED: 'deleted' };

/** The evidence of every pod in the recording at `file`, by uid. */
export async function loadEvidence(file: string, kind: EvidenceKind): Promise<Map<string, PodEvidence>> {
  return evidenceOf(await loadRecording(file), kind);
}

/** `change` may turn the changes into others, for example with a clock that is wrong. */
export function evidenceOf(recording: Recording, kind: EvidenceKind, change: (changes: readonly DecodedChange[]) => readonly DecodedChange[] = (same) => same): Map<string, PodEvidence> {
  const store = new EvidenceStore();
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(recording.header.gitVersion) ?? [];
  if (major !== undefined && minor !== undefined) store.setServer({ major: Number(major), minor: Number(minor) });
  if (kind === 'live') store.startedWatching(recording.header.t);
  const changes = change(changesOf(recording));
  store.apply(kind === 'live' ? changes : storedChanges(changes));
  for (const line of recording.lines) if (line.type === 'LOG') store.setLogs(line.object.metadata.uid, line.object.previous ? `${line.object.container}/previous` : line.object.container, logLines(line.object.text));
  const found = new Map<string, PodEvidence>();
  for (const { pod } of store.pods()) {
    const evidence = store.evidence(pod.uid);
    if (evidence !== undefined) found.set(pod.uid, evidence);
  }
  return found;
}

function changesOf(recording: Recording): DecodedChange[] {
  return recording.lines.flatMap((line) => {
    const how = HOW[line.type];
    if (how === undefined || line.type === 'SYNCED' || line.type === 'LOG') return [];
    return decodeChange({ resource: line.r, how, object: line.object, arrivedAt: line.t }) ?? [];
  });
}

type Writable<T> = T extends unknown ? { -readonly [K in keyof T]: T[K] } : never;

/** The last version of each object; of a pod that was deleted the last one before that was asked for. */
function storedChanges(changes: readonly DecodedChange[]): DecodedChange[] {
  const last = new Map<string, DecodedChange>();
  for (const change of changes) {
    const dying = change.resource === 'pods' && change.facts.deletionAt !== undefined;
    if (change.how === 'deleted' || (dying && last.has(change.facts.uid))) continue;
    const kept: Writable<DecodedChange> = { ...change, how: 'listed' };
    delete kept.arrivedAt;
    last.set(change.facts.uid, kept);
  }
  return [...last.values()];
}

function logLines(text: string): LogLine[] {
  return text.split('\n').flatMap((line) => {
    const space = line.indexOf(' ');
    const at = space < 0 ? undefined : parseTime(line.slice(0, space));
    return at === undefined ? [] : [{ at, line: line.slice(space + 1) }];
  });
}
