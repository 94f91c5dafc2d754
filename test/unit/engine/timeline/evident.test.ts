import { describe, expect, test } from 'vitest';
import type { EvidenceKind } from '../../../../src/engine/recording/evidence-of-recording.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { formatText } from '../../../../src/engine/timeline/model/text.ts';
import { recordedTimelines } from '../../../golden/recordings.ts';

/** What the first finding of that id says, sentence and advice, in each pod. */
const said = async (name: string, id: string, kind: EvidenceKind = 'live'): Promise<string> => {
  const { timelines } = await recordedTimelines(name, kind);
  return timelines
    .flatMap(({ findings }) =>
      findings
        .filter((one) => one.id === id)
        .map(({ sentence, advice }) => `${formatText(sentence, english)} → ${formatText(advice, english)}`),
    )
    .join('\n');
};

describe('what is evident is said', () => {
  test.each(['live', 'stored'] as const)(
    'a webhook that answered after 7 s, %s: the pod was stored only then',
    async (kind) => {
      expect(await said('live/webhookslow', 'admission', kind)).toMatch(
        /^The pod was stored only (?:6\.[5-9]|7\.\d) s after the API server had begun to create it; the scheduler then took it at once\./,
      );
      expect(await said('live/webhookslow', 'unschedulable', kind)).toBe('');
    },
  );

  test.each(['live', 'stored'] as const)('no pod that was stored at once waited for admission, %s', async (kind) => {
    for (const name of [
      'live/plain',
      'live/scale20',
      'burst',
      'schedgate',
      'unschedulable',
      'shop',
      'statefulset',
      'v1.29/shop',
    ]) {
      expect([name, await said(name, 'admission', kind)]).toEqual([name, '']);
    }
  });

  test('a container that fails: the last line that it wrote', async () => {
    expect(await said('shop', 'crash-loop')).toContain('The last line of its log: panic: SMTP_URL is not set');
  });

  test('an application that is slow to start: the longest silence in its log', async () => {
    expect(await said('shop', 'startup-probe-slow')).toMatch(
      /In its log the longest silence is 3\.\d+ s, after: INFO {2}connecting to orders-db:5432/,
    );
  });

  test('a claim that waits for a driver: which one', async () => {
    expect(await said('live/pvcnoprov', 'volume-wait')).toContain(
      'It waits for the provisioner csi.example.com to make the volume',
    );
  });

  test('thirty containers: all that came before the last one are counted', async () => {
    expect(await said('live/many30', 'sequential-containers')).toContain('until the 29 before it had been started');
  });
});

describe('a pull that failed', () => {
  test('waited in the queue like any other', async () => {
    const { timelines } = await recordedTimelines('shop');
    const pulls = timelines.flatMap(({ phases }) =>
      phases
        .filter(({ kind, outcome }) => kind === 'pull' && outcome === 'failed')
        .map(({ start, end }) => end!.at - start.at),
    );
    expect(Math.max(...pulls)).toBeLessThan(1000);
    expect(await said('shop', 'image-pull-queue')).toMatch(
      /The pull waited 19\.\d s behind those of other pods: recommender-9cb78949c-96x89 \(10\.\d s\), checkout-5df96f7c9-ztx6c \(7\.\d+ s\)/,
    );
  });

  test('keeps nobody waiting once it has failed', async () => {
    const { timelines } = await recordedTimelines('live/limited429');
    expect(
      timelines
        .flatMap(({ step, phases }) => [step?.words.template ?? '', ...phases.map(({ kind }) => kind)])
        .filter((one) => one.includes('queue')),
    ).toEqual([]);
  });
});
