import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRecording } from '../../../../src/engine/recording/read-recording.ts';
import { RecordingError } from '../../../../src/engine/recording/recording-error.ts';

const good = 'test/recordings/cached.ndjson.gz';
const plain = zlib.gunzipSync(fs.readFileSync(good));
const lineCount = plain.toString().trimEnd().split('\n').length;

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-recording-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function fileOf(content: Uint8Array | string): string {
  const file = path.join(folder, `${fs.readdirSync(folder).length}.ndjson`);
  fs.writeFileSync(file, content);
  return file;
}

async function errorOf(file: string): Promise<RecordingError> {
  const error: unknown = await loadRecording(file).then(
    () => new Error('no error'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof RecordingError)) throw error;
  return error;
}

describe('reading a recording', () => {
  it('reads a gzipped one', async () => expect((await loadRecording(good)).lines).toHaveLength(lineCount - 1));

  it('reads a plain one the same', async () =>
    expect(await loadRecording(fileOf(plain))).toEqual(await loadRecording(good)));

  it('reads one of several gzip members', async () => {
    const cut = plain.indexOf('\n') + 1;
    const members = Buffer.concat([zlib.gzipSync(plain.subarray(0, cut)), zlib.gzipSync(plain.subarray(cut))]);
    expect((await loadRecording(fileOf(members))).lines).toHaveLength(lineCount - 1);
  });

  it('reads one without a line break at its end', async () =>
    expect((await loadRecording(fileOf(plain.subarray(0, -1)))).lines).toHaveLength(lineCount - 1));

  it('leaves out lines of a type that it does not know', async () => {
    const [header = '', ...rest] = plain.toString().split('\n');
    const grown = [header, '{"t":1,"r":"pods","type":"NEW","x":1}', ...rest].join('\n');
    expect((await loadRecording(fileOf(grown))).lines).toHaveLength(lineCount - 1);
  });

  it.each([0.9, 0.5, 0.1])('says of a gzipped one cut at %f how many lines are good', async (part) => {
    const zipped = fs.readFileSync(good);
    const cut = zipped.subarray(0, Math.floor(zipped.length * part));
    const whole = zlib.gunzipSync(cut, { finishFlush: zlib.constants.Z_SYNC_FLUSH }).toString().split('\n').length - 1;
    expect((await errorOf(fileOf(cut))).goodLines).toBe(whole);
  });

  it('says of a plain one cut in a line how many lines are good', async () => {
    const cut = plain.subarray(0, plain.lastIndexOf('"type"'));
    expect((await errorOf(fileOf(cut))).message).toContain(`its first ${lineCount - 1} lines are good`);
  });

  it.each([
    ['an empty file', '', /is empty/],
    ['a text', 'hello\nworld\n', /is not a recording/],
    ['other JSON lines', '{"level":"info"}\n{"level":"info"}\n', /is not a recording/],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]), /is not a recording/],
    ['other gzip', zlib.gzipSync('hello'), /is not a recording/],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255]), /is not a recording/],
    ['a later format', '{"recording":2,"t":1}\n', /newer format/],
    [
      'damage in the middle',
      `${plain.subarray(0, plain.indexOf('\n') + 1).toString()}junk\n{"t":1}\n`,
      /damaged after line 1/,
    ],
    [
      'an object whose name is no text',
      `${plain.subarray(0, plain.indexOf('\n') + 1).toString()}{"t":1,"r":"pods","type":"ADDED","object":{"metadata":{"name":1}}}\n`,
      /damaged after line 1/,
    ],
    [
      'a line without its object',
      `${plain.subarray(0, plain.indexOf('\n') + 1).toString()}{"t":1,"r":"pods","type":"ADDED"}\n`,
      /damaged after line 1/,
    ],
  ])('refuses %s', async (_what, content, message) =>
    expect((await errorOf(fileOf(content))).message).toMatch(message),
  );

  it.each([
    [
      'a line of more than 8 MB',
      `${plain.subarray(0, plain.indexOf('\n') + 1).toString()}${'x'.repeat(9_000_000)}\n`,
      /damaged after line 1/,
    ],
    ['a first line of more than 8 MB', 'x'.repeat(9_000_000), /is not a recording/],
    [
      'more lines than anybody records',
      zlib.gzipSync(Buffer.concat([plain, Buffer.alloc(2_000_001, '\n')])),
      /more than 2000000 lines/,
    ],
    [
      'a time that is no date',
      `${plain.subarray(0, plain.indexOf('\n') + 1).toString()}{"t":1e300,"r":"pods","type":"SYNCED","resourceVersion":"1"}\n`,
      /damaged after line 1/,
    ],
  ])(
    'refuses %s',
    async (_what, content, message) => expect((await errorOf(fileOf(content))).message).toMatch(message),
    30_000,
  );

  it('reads long lines in the time that short ones take', async () => {
    const cpuOf = async (length: number): Promise<number> => {
      const line = `{"t":1,"r":"pods","type":"NEW","x":"${'x'.repeat(length)}"}\n`;
      const file = fileOf(zlib.gzipSync(`${plain.toString()}${line.repeat(31_600_000 / length)}`, { level: 1 }));
      const cpu = process.cpuUsage();
      await loadRecording(file);
      return process.cpuUsage(cpu).user;
    };
    await cpuOf(79_000);
    const short = await cpuOf(79_000);
    expect((await cpuOf(7_900_000)) / short).toBeLessThan(4);
  }, 60_000);

  it('reads a gap', async () => {
    const gap = { t: 5, r: 'pods', type: 'GAP', since: 1, reason: 'connection reset' };
    expect((await loadRecording(fileOf(`${plain.toString()}${JSON.stringify(gap)}\n`))).lines.at(-1)).toEqual(gap);
  });

  it('says that a file is missing', async () =>
    expect((await errorOf(path.join(folder, 'nowhere'))).message).toMatch(/There is no file/));

  it('says that a folder is no file', async () => expect((await errorOf(folder)).message).toMatch(/it is a folder/));
});
