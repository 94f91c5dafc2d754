import { expect, it } from 'vitest';
import { identitiesOf, renewIdentities } from '../../../src/demo-server/renew.ts';
import { loadRecording } from '../../../src/engine/engine.ts';

const { lines } = await loadRecording('test/recordings/shop.ndjson.gz');
const identities = identitiesOf(lines);
const text = JSON.stringify(lines.filter(({ r }) => r !== 'nodes'));
const inRound = (round: number): string => renewIdentities(text, identities, round);

it('keeps the identities in the first round', () => expect(inRound(0)).toBe(text));

it('leaves no identity of the recording in a later round', () => {
  const renewed = inRound(1);
  expect([...identities].filter((id) => renewed.includes(id))).toEqual([]);
});

it('replaces an identity by the same one everywhere', () => {
  const count = (json: string, id: string): number => json.split(id).length - 1;
  const uid =
    lines.flatMap((line) =>
      line.r === 'replicasets' && 'object' in line ? [line.object.metadata.uid ?? ''] : [],
    )[0] ?? '';
  const renewed = renewIdentities(uid, identities, 1);
  expect(count(inRound(1), renewed)).toBe(count(text, uid));
});

it('gives each round its own', () => expect(inRound(1)).not.toBe(inRound(2)));

it('keeps the length: a uid stays a uid', () => expect(inRound(1)).toHaveLength(text.length));

it('keeps a node, which outlives the round', () => {
  const node = JSON.stringify(lines.filter(({ r }) => r === 'nodes'));
  expect(renewIdentities(node, identities, 3)).toBe(node);
});

it('renews the config hash of a static pod, on which its events are', async () => {
  const recording = await loadRecording('test/recordings/static.ndjson.gz');
  const hash =
    recording.lines.flatMap((line) =>
      line.r === 'pods' && line.type === 'ADDED'
        ? [line.object.metadata.annotations?.['kubernetes.io/config.hash'] ?? '']
        : [],
    )[0] ?? '';
  expect(hash).toMatch(/^[0-9a-f]{32}$/);
  expect(renewIdentities(JSON.stringify(recording.lines), identitiesOf(recording.lines), 1)).not.toContain(hash);
});
