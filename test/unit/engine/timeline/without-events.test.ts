import * as fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evidenceOf } from '../../../../src/engine/recording/evidence-of-recording.ts';
import { loadRecording } from '../../../../src/engine/recording/read-recording.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { formatText } from '../../../../src/engine/timeline/model/text.ts';
import type { Timeline } from '../../../../src/engine/timeline/model/timeline.ts';

const folder = 'test/recordings';
const names = fs
  .readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ndjson.gz'))
  .sort();

/** The pods of a recording as an account sees them that may not list events. */
async function timelinesOf(name: string): Promise<readonly Timeline[]> {
  const { header, lines } = await loadRecording(`${folder}/${name}`);
  const { store } = await evidenceOf({ header, lines: lines.filter(({ r }) => r !== 'events') }, 'live');
  return [...store.pods()].flatMap(({ pod }) => store.timeline(pod.uid, lines.at(-1)?.t) ?? []);
}

const sentences = (timelines: readonly Timeline[], id: string): readonly string[] =>
  timelines.flatMap(({ findings }) =>
    findings.filter((finding) => finding.id === id).map(({ sentence }) => formatText(sentence, english)),
  );

describe('without events', () => {
  test.each(names)('%s: nothing is blamed for what only events tell', async (name) => {
    const timelines = await timelinesOf(name);
    expect(timelines.map(({ eventsState }) => eventsState)).toEqual(timelines.map(() => 'denied'));
    expect(sentences(timelines, 'kubelet-slow').filter((sentence) => !/take|taken on/.test(sentence))).toEqual([]);
    expect(sentences(timelines, 'volume-wait').filter((sentence) => /^(?:Attaching|Mounting)/.test(sentence))).toEqual(
      [],
    );
    expect(
      timelines.flatMap(({ findings }) =>
        findings.filter((one) => /without a failure/.test(formatText(one.sentence, english))),
      ),
    ).toEqual([]);
  });

  test.each([
    [
      'coldpull',
      '9.05 s went by until app was started: a pull of its image, or its creation; without events it is not known which.',
    ],
    [
      'nomount',
      'Its volumes, its sandbox and its network were there after 16.0 s; what is known does not tell which of these took it.',
    ],
  ])('%s: what is not known is said so', async (name, sentence) => {
    expect(sentences(await timelinesOf(`${name}.ndjson.gz`), 'steps-unknown')).toEqual([sentence]);
  });

  test.each([
    [
      'badimage',
      'image-pull-failed',
      '127.0.0.1:5000/fast/late:1 could not be pulled at first, which cost 21.8 s: 127.0.0.1:5000/fast/late:1: not found.',
    ],
    ['noconfig', 'config-missing', 'The ConfigMap settings was not there at first; that cost 15.1 s.'],
  ])('%s: what the status says comes before any guess', async (name, id, sentence) => {
    expect(sentences(await timelinesOf(`${name}.ndjson.gz`), id)).toEqual([sentence]);
  });
});
