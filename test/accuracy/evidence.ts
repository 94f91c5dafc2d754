import type { EvidenceKind } from '../../src/engine/recording/evidence-of-recording.ts';
import { evidenceOf } from '../../src/engine/recording/evidence-of-recording.ts';
import { openRecording } from '../../src/engine/recording/read-recording.ts';
import type { PodEvidence } from '../../src/engine/timeline/model/facts.ts';

/**
 * The evidence of every pod in the recording at `file`, by uid. A recording with an object that cannot be read is an
 * error here.
 */
export async function loadEvidence(file: string, kind: EvidenceKind): Promise<Map<string, PodEvidence>> {
  const { store, skipped } = await evidenceOf(await openRecording(file), kind);
  if (skipped[0] !== undefined) throw skipped[0];
  const found = new Map<string, PodEvidence>();
  for (const { pod } of store.pods()) {
    const evidence = store.evidence(pod.uid);
    if (evidence !== undefined) found.set(pod.uid, evidence);
  }
  return found;
}
