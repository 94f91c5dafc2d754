import { describe, expect, test } from 'vitest';
import { drawTimelines } from '../../../../src/cli/draw-timelines.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { formatText } from '../../../../src/engine/timeline/model/text.ts';
import { overviewOf } from '../../../../src/engine/timeline/many/workload/overview.ts';
import { recordedTimelines } from '../../../golden/recordings.ts';

const headline = async (name: string): Promise<string> => {
  const { timelines, now } = await recordedTimelines(name);
  return overviewOf(timelines, now)
    .headline.map((one) => formatText(one, english))
    .join(' ');
};

describe('each pod is counted once, as what became of it', () => {
  test.each([
    ['live/jobbackoff', 'onfail-8cjjn failed again and again. 3 failed: Error.'],
    ['live/topology', '2 were deleted before they were ready.'],
    [
      'live/preemptgrace',
      /^2 of 3 pods were ready, in \d+ ms and 16\.\d s\. .* low-59db69968-5jhbx was deleted before it was ready\.$/,
    ],
    ['job', /^3 pods completed in .* 2 failed: Error\.$/],
    [
      'shop',
      /^14 pods were ready .* 2 are not ready: 1 ErrImagePull, 1 Unschedulable\. mailer-67f548548d-g2t5h failed again and again\.$/,
    ],
  ])('%s', async (name, words) => {
    const said = await headline(name);
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });
});

test('replicas of one template have one verdict on their readiness, and none where a busy node explains more', async () => {
  const { timelines, now } = await recordedTimelines('burst');
  const ids = overviewOf(timelines, now).causes.map(({ id }) => id);
  expect(ids).toEqual(['kubelet-slow']);
  const idle = timelines.map((timeline) => ({
    ...timeline,
    findings: timeline.findings.filter(({ id }) => id !== 'kubelet-slow'),
  }));
  expect(
    overviewOf(idle, now)
      .causes.map(({ id }) => id)
      .filter((id) => id === 'readiness-delay' || id === 'app-slow-to-ready'),
  ).toHaveLength(1);
});

describe('many pods in a terminal', async () => {
  const { timelines, now } = await recordedTimelines('burst');
  const heads = (all: boolean): number =>
    drawTimelines(timelines, { width: 200, now, color: false, all })
      .split('\n')
      .filter((line) => line.startsWith('burst-578b6f74bf-')).length;

  test('are summed up, and the slowest three are drawn', () => expect(heads(false)).toBe(3));
  test('are all drawn when that is asked for', () => expect(heads(true)).toBe(timelines.length));
  test('prose stays within 110 columns, and bars have an axis', () => {
    const lines = drawTimelines(timelines, { width: 200, now, color: false }).split('\n');
    const bars = lines.filter((line) => /[█░×]|^ +\|0/.test(line));
    expect(lines.filter((line) => !bars.includes(line) && line.length > 110)).toEqual([]);
    expect(lines.filter((line) => /^ +\|0 +\|0.5 s/.test(line))).toHaveLength(3);
  });
});
