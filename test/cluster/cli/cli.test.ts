import { execFile, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiServer } from '../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../src/demo-server/api-state.ts';
import type { Before } from '../../../src/demo-server/interference.ts';
import { startDemoCluster } from '../../../src/demo-server/demo-cluster.ts';
import type { DemoCluster } from '../../../src/demo-server/demo-cluster.ts';
import { loadRecording } from '../../../src/engine/recording/read-recording.ts';
import type { ExportedTimelines } from '../../../src/engine/export/timeline-json.ts';
import { podObject, until } from '../engine/watch/live-rig.ts';
import { denying } from '../faults.ts';

/** The program as it is shipped, in a folder of its own. */
let folder = '';
let cli = '';
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-cli-'));
  cli = path.join(folder, 'dist', 'cli.js');
  await build({
    entryPoints: ['src/cli/main.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    outfile: cli,
    logLevel: 'error',
  });
  fs.cpSync('media/demo', path.join(folder, 'media', 'demo'), { recursive: true });
  fs.copyFileSync('package.json', path.join(folder, 'package.json'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const podfall = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> =>
  new Promise((resolve) => {
    const options = {
      timeout: 20_000,
      maxBuffer: 100_000_000,
      env: { ...process.env, HOME: folder, KUBECONFIG: '', ...env },
    };
    execFile(process.execPath, [cli, ...args], options, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
    );
  });

const recorded = (name: string): string => path.resolve('test', 'recordings', `${name}.ndjson.gz`);
const file = (name: string, content: string | Uint8Array): string => {
  const at = path.join(folder, name);
  fs.writeFileSync(at, content);
  return at;
};

type ExportedTimeline = ExportedTimelines['pods'][number];

async function timelines(...args: readonly string[]): Promise<readonly ExportedTimeline[]> {
  return (JSON.parse((await podfall(['timeline', '--json', ...args])).stdout) as ExportedTimelines).pods;
}

describe('podfall', () => {
  it.each([['--help'], ['timeline', '--help'], ['demo', '-h'], ['record', '--help'], ['help', 'demo']])(
    'explains itself: %s',
    async (...args) =>
      expect(await podfall(args)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('Usage: podfall') as string,
        stderr: '',
      }),
  );

  it('says its version', async () => expect((await podfall(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/));

  it.each([
    [[], /a command is missing/],
    [['frobnicate'], /no command "frobnicate"/],
    [['timeline', '--frob'], /Unknown option '--frob'/],
    [['timeline', '--evidence', 'some'], /--evidence must be live or stored/],
    [['timeline', '-A', '-n', 'x'], /cannot be combined/],
    [['timeline', '--output', 'constructor'], /--output must be markdown or json, not "constructor"/],
    [['timeline', '--output', 'markdown', '--json'], /--json and --output cannot be combined/],
    [['timeline', '--recording'], /--recording/],
    [['timeline', '--recording', 'x', '--context', 'y'], /cannot be combined/],
    [['demo', '--port', '99999'], /--port must be a number/],
    [['demo', 'x'], /demo takes no "x"/],
    [['record'], /file to record into is missing/],
    [['record', 'a', 'b'], /takes one file/],
    [['record', 'a', '--duration', 'soon'], /--duration must be a time/],
  ] as const)('refuses %j with exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await podfall(args);
    expect([code, stdout, message.test(stderr), stderr.split('\n').length]).toEqual([2, '', true, 2]);
  });
});

const kubeconfig = (server: string, token = 'x'): string =>
  JSON.stringify({
    'current-context': 'c',
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'c', user: { token } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'c', namespace: 'shop' } }],
  });

describe('bad input ends with exit code 1 and one line that says what and what next', () => {
  async function complaint(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> {
    const { code, stdout, stderr } = await podfall(args, env);
    expect([code, stdout, stderr.trim().split('\n').length, /\n {4}at /.test(stderr)]).toEqual([1, '', 1, false]);
    return stderr;
  }

  it('no kubeconfig', async () => expect(await complaint(['timeline'])).toMatch(/kubeconfig/));
  it('a kubeconfig that is missing', async () =>
    expect(await complaint(['timeline', '--kubeconfig', 'nowhere'])).toMatch(/nowhere/));
  it('an unknown context', async () =>
    expect(
      await complaint(['timeline', '--kubeconfig', file('kc', kubeconfig('https://127.0.0.1:1')), '--context', 'zzz']),
    ).toMatch(/zzz/));
  it('broken YAML', async () =>
    expect(await complaint(['timeline', '--kubeconfig', file('broken', 'a: [')])).toMatch(/broken/));
  it('a server that is not there', async () =>
    expect(await complaint(['timeline', '--kubeconfig', file('kc1', kubeconfig('https://127.0.0.1:1'))])).toMatch(
      /127\.0\.0\.1:1/,
    ));
  it('an empty recording', async () =>
    expect(await complaint(['timeline', '--recording', file('empty', '')])).toMatch(/is empty/));
  it('a foreign file', async () =>
    expect(await complaint(['timeline', '--recording', file('foreign', 'hello\n')])).toMatch(/is not a recording/));
  it('a missing recording', async () =>
    expect(await complaint(['timeline', '--recording', 'nowhere.gz'])).toMatch(/There is no file nowhere\.gz/));
  it('a truncated recording', async () =>
    expect(
      await complaint([
        'timeline',
        '--recording',
        file('cut.gz', fs.readFileSync(recorded('shop')).subarray(0, 60_000)),
      ]),
    ).toMatch(/its first \d+ lines are good/));
  it('a truncated recording for the demo', async () =>
    expect(await complaint(['demo', '--recording', path.join(folder, 'cut.gz')])).toMatch(/ends in the middle/));
  it('a pod that is not there', async () =>
    expect(await complaint(['timeline', '--recording', recorded('cached'), 'zzz'])).toMatch(/no pod "zzz"/));
  it('a file that would be written over', async () => {
    const demo = await startDemoCluster({ recordings: [recorded('cached')], once: true });
    const taken = file('taken.ndjson.gz', 'precious');
    expect(await complaint(['record', taken, '--kubeconfig', demo.kubeconfigPath, '--duration', '1'])).toMatch(
      /exists already/,
    );
    await demo.stop();
  });

  it('a certificate that is not trusted, wrong credentials, and pods that are forbidden', async () => {
    const server = await ApiServer.start({
      state: new ApiState(),
      before: denying(({ target }) => target?.resource === 'pods'),
    });
    const untrusted = await complaint(['timeline', '--kubeconfig', file('kc2', kubeconfig(server.url))]);
    const refused = await complaint([
      'timeline',
      '--kubeconfig',
      file('kc3', server.kubeconfig().replace(server.token, 'wrong')),
    ]);
    const forbidden = await complaint(['timeline', '--kubeconfig', file('kc4', server.kubeconfig())]);
    await server.stop();
    expect([
      /certificate/i.test(untrusted),
      /does not (accept|allow)/.test(refused),
      /does not allow/.test(forbidden),
      refused.includes('wrong'),
    ]).toEqual([true, true, true, false]);
  });
});

describe('an account that may read pods only', () => {
  const noted = async (args: readonly string[]): Promise<Run> => {
    const server = await ApiServer.start({
      state: new ApiState(),
      before: denying(({ target }) => target !== undefined && target.resource !== 'pods'),
    });
    const run = await podfall(['timeline', '--kubeconfig', file('kc-pods-only', server.kubeconfig()), ...args]);
    await server.stop();
    return run;
  };

  it('is told in one line what is missing', async () => {
    expect((await noted([])).stderr).toBe(
      'podfall: This account may not read events, deployments, replicasets, statefulsets, daemonsets, jobs, cronjobs.\n',
    );
  });

  it('is told how to see all namespaces when its own has no pods', async () => {
    expect([(await noted([])).stdout, (await noted(['-A'])).stdout]).toEqual([
      'There are no pods in namespace default. With -A those of all namespaces are shown.\n',
      'There are no pods in the cluster.\n',
    ]);
  });
});

describe('podfall timeline', () => {
  const all = fs
    .readdirSync('test/recordings', { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ndjson.gz'));

  it.each(all)('gives every pod of %s a timeline', async (name) => {
    const recording = await loadRecording(path.join('test', 'recordings', name));
    const uids = new Set(
      recording.lines.flatMap((line) =>
        line.r === 'pods' && 'object' in line && line.type !== 'BOOKMARK' ? [line.object.metadata.uid] : [],
      ),
    );
    const found = await timelines('--recording', path.resolve('test', 'recordings', name));
    const pods = found.filter(({ pod }) => uids.has(pod.uid));
    expect([
      pods.length,
      pods.filter(({ instants, pod }) => instants['created'] === undefined && pod.uid !== '').length,
    ]).toEqual([uids.size, 0]);
  });

  it('shows the pull of coldpull as the longest phase', async () => {
    const [first] = await timelines('--recording', recorded('coldpull'));
    const length = ({ start, end }: ExportedTimeline['phases'][number]): number => (end?.at ?? start.at) - start.at;
    expect([...(first?.phases ?? [])].sort((a, b) => length(b) - length(a))[0]?.kind).toBe('pull');
  });

  it('uses with --evidence stored no arrival times', async () => {
    const found = await timelines('--recording', recorded('shop'), '--evidence', 'stored');
    expect(JSON.stringify(found)).not.toContain('"kind":"arrival"');
  });

  describe('--what-if', () => {
    const pair = (name: string): string => recorded(path.join('whatif', name));
    it('tells what each start would take after the changes named', async () => {
      const asked = 'image-pull,init-slow,readiness-delay';
      const [start] = await timelines('--recording', pair('combined.before'), '--what-if', asked);
      const { changes, ready } = start?.whatIf ?? {};
      expect(changes).toEqual(asked.split(',').map((finding) => ({ finding })));
      expect([
        ready && ready.shortest < 3343,
        ready && ready.longest > 3343,
        ready && Math.abs(ready.ms - 3343) < 100,
      ]).toEqual([true, true, true]);
    });

    it('takes with all the changes that the findings ask for', async () => {
      const starts = await timelines('--recording', recorded('shop'), '--what-if', 'all');
      expect(starts.flatMap(({ whatIf }) => whatIf?.changes.map(({ finding }) => finding) ?? [])).toContain(
        'readiness-delay',
      );
    });

    it('takes a change of one container, also where a slower one hides it', async () => {
      const { stdout } = await podfall([
        'timeline',
        '--recording',
        pair('hidden.before'),
        '--what-if',
        'readiness-delay@other',
      ]);
      expect(stdout).toContain('What if readiness-delay@other: 13.4 s: nothing is won');
    });

    it('names what is possible when asked for something else', async () => {
      const { code, stderr } = await podfall([
        'timeline',
        '--recording',
        pair('hidden.before'),
        '--what-if',
        'init-slow',
      ]);
      expect([code, stderr]).toEqual([
        1,
        'podfall: --what-if: "init-slow" changes nothing about these pods. Possible here: readiness-delay@slow, readiness-delay@other, or all.\n',
      ]);
    });

    it('cannot be misspelt', async () =>
      expect(await podfall(['timeline', '--what-if', 'A B'])).toMatchObject({ code: 2 }));
  });

  it('shows owners that could not create their pods', async () => {
    const found = await timelines('--recording', recorded('quota'));
    expect(
      found
        .filter(({ pod, phases }) => pod.owner?.uid === pod.uid && phases.length === 0)
        .map(({ pod }) => pod.owner?.kind),
    ).toEqual(['ReplicaSet']);
  });

  it('shows only the pods that were asked for', async () =>
    expect((await timelines('--recording', recorded('shop'), 'orders-db-0')).map(({ pod }) => pod.name)).toEqual([
      'orders-db-0',
    ]));

  it('shows only the namespace that was asked for', async () =>
    expect(await timelines('--recording', recorded('shop'), '-n', 'other')).toEqual([]));

  it('writes no terminal escapes of a recording, as JSON, in words or in errors', async () => {
    const hostile = 'x\u001b]0;title\u0007\u009b2J\u202e';
    const plain = zlib.gunzipSync(fs.readFileSync(recorded('crashloop'))).toString();
    const broken = {
      t: 1,
      r: 'pods',
      type: 'ADDED',
      object: { metadata: { name: hostile, namespace: hostile, uid: 'x', creationTimestamp: hostile } },
    };
    const spoiled = file(
      'hostile.ndjson',
      `${plain.replaceAll('"message":"', `"message":"${JSON.stringify(hostile).slice(1, -1)}`)}${JSON.stringify(broken)}\n`,
    );
    const runs = await Promise.all(
      [['--json'], ['--output', 'markdown'], [], [hostile]].map((args) =>
        podfall(['timeline', '--recording', spoiled, ...args]),
      ),
    );
    const steers = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u;
    expect(
      runs.map(({ code, stdout, stderr }) => [code, steers.test(stdout), steers.test(stderr), stderr.length > 0]),
    ).toEqual([
      [0, false, false, true],
      [0, false, false, true],
      [0, false, false, true],
      [1, false, false, true],
    ]);
  });

  it('writes with --json the documented form, in which scorers find what they need', async () => {
    const { stdout } = await podfall(['timeline', '--json', '--recording', recorded('coldpull')]);
    expect(stdout).toBe((await podfall(['timeline', '-o', 'json', '--recording', recorded('coldpull')])).stdout);
    const { pods, ...head } = JSON.parse(stdout) as ExportedTimelines;
    expect([Object.keys(head), head.format, head.version]).toEqual([
      ['format', 'version', 'exportedAt', 'units'],
      'podfall-timelines',
      1,
    ]);
    expect(pods).toMatchObject([
      {
        pod: { uid: expect.any(String) as string },
        instants: {
          created: {
            at: expect.any(Number) as number,
            earliest: expect.any(Number) as number,
            latest: expect.any(Number) as number,
          },
        },
        findings: [{ id: 'image-pull', sentence: expect.stringContaining('9.14 s') as string }],
        settled: true,
      },
    ]);
  });

  it('writes with --output what the editor copies', async () => {
    const { stdout } = await podfall(['timeline', '--output', 'markdown', '--recording', recorded('coldpull')]);
    expect(stdout).toMatch(/^### [\w-]+\/[\w-]+: ready in .*[\s\S]*\n- \*\*9\.14 s image pull[\s\S]*\| Phase \|/);
  });

  it('draws for people', async () =>
    expect((await podfall(['timeline', '--recording', recorded('coldpull')])).stdout).toMatch(/image pull +9\.14 s/));
});

describe('against the demo cluster', () => {
  let demo: DemoCluster;
  beforeAll(async () => {
    demo = await startDemoCluster({ recordings: [recorded('shop')], startedAgoMs: 40_000, once: true });
  });
  afterAll(() => demo.stop());

  it('timeline reads what the cluster has stored', async () => {
    const found = await timelines('--kubeconfig', demo.kubeconfigPath, 'orders-db-0');
    expect(found[0]?.outcome.state).toBe('ready');
  });

  it('timeline tells from what is stored what a start would take after changes', async () => {
    const [start] = await timelines('--what-if', 'all', '--kubeconfig', demo.kubeconfigPath, 'orders-db-0');
    const startup = start?.totals.ready?.ms ?? 0;
    expect([start?.whatIf?.changes.length, (start?.whatIf?.ready.ms ?? Infinity) < startup / 2]).toEqual([
      expect.any(Number),
      true,
    ]);
  });

  it('record writes what happened, and its timelines are those of the cluster', async () => {
    const out = path.join(folder, 'out.ndjson.gz');
    const { code } = await podfall(['record', out, '--kubeconfig', demo.kubeconfigPath, '--duration', '3']);
    const recording = await loadRecording(out);
    const kinds = new Set(recording.lines.map(({ type }) => type));
    const times = recording.lines.map(({ t }) => t);
    expect([
      code,
      recording.header.gitVersion,
      kinds.has('SYNC') && kinds.has('SYNCED') && kinds.has('MODIFIED') && kinds.has('LOG'),
      times.every((t, i) => t >= (times[i - 1] ?? 0) - 20),
    ]).toEqual([0, 'v1.36.2', true, true]);
  });

  it('record ends with Ctrl-C, the file is whole, and Node has nothing to warn of', async () => {
    const out = path.join(folder, 'interrupted.ndjson.gz');
    const child = spawn(process.execPath, [cli, 'record', out, '--kubeconfig', demo.kubeconfigPath]);
    let told = '';
    await new Promise<void>((resolve) =>
      child.stderr.on('data', (text: Buffer) => (told += text.toString()).includes('Recording') && resolve()),
    );
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect([
      code,
      (await loadRecording(out)).lines.length > 50,
      fs.statSync(out).mode & 0o777,
      told.includes('Warning'),
    ]).toEqual([0, true, 0o600, false]);
  });
});

it('podfall demo leaves out what it cannot play, says so, and cleans up', async () => {
  const out = path.join(folder, 'hostile-kubeconfig');
  const [header = '', ...lines] = zlib
    .gunzipSync(fs.readFileSync(recorded('cached')))
    .toString()
    .split('\n');
  const deep = `{"t":1,"r":"pods","type":"SYNC","object":{"metadata":{"name":"deep","namespace":"n","uid":"deep"},"spec":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`;
  const child = spawn(process.execPath, [
    cli,
    'demo',
    '--kubeconfig-out',
    out,
    '--recording',
    file('deep.ndjson', [header, deep, ...lines].join('\n')),
  ]);
  let told = '';
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (text: Buffer) => (told += text.toString()).includes('Ctrl-C') && resolve());
    child.on('exit', () => resolve());
  });
  child.kill('SIGINT');
  const code = child.exitCode ?? (await new Promise((resolve) => child.on('exit', resolve)));
  expect([code, /left out.*pods deep/i.test(told), told.includes('    at '), fs.existsSync(out)]).toEqual([
    0,
    true,
    false,
    false,
  ]);
});

it('podfall demo writes a kubeconfig, serves, and cleans up after Ctrl-C', async () => {
  const out = path.join(folder, 'demo-kubeconfig');
  const child = spawn(process.execPath, [cli, 'demo', '--kubeconfig-out', out]);
  const printed = await new Promise<string>((resolve) =>
    child.stdout.once('data', (text: Buffer) => resolve(text.toString())),
  );
  const found = await timelines('--kubeconfig', out);
  child.kill('SIGINT');
  const code = await new Promise((resolve) => child.on('exit', resolve));
  expect([printed.trim(), Array.isArray(found), code, fs.existsSync(out)]).toEqual([out, true, 0, false]);
});

/** `podfall timeline` of a server of one pod, with something wrong. */
async function timelineOf(state: ApiState, before?: Before): Promise<Run> {
  const server = await ApiServer.start({ state, ...(before && { before }) });
  const run = await podfall(['timeline', '--kubeconfig', file('one-pod.kubeconfig', server.kubeconfig('shop'))]);
  await server.stop();
  return { ...run, stderr: run.stderr.replaceAll(server.url, 'SERVER') };
}

function onePod(): ApiState {
  const state = new ApiState();
  state.apply('pods', 'ADDED', podObject('web'));
  return state;
}

it('podfall timeline leaves out objects that are not what the API promises, and shows the others', async () => {
  const state = onePod();
  for (let index = 0; index < 8; index += 1) {
    const { metadata, ...pod } = podObject(`odd-${index}`);
    const { uid: _, ...others } = metadata;
    state.apply('pods', 'ADDED', { ...pod, metadata: others });
  }
  const { code, stdout, stderr } = await timelineOf(state);
  expect([code, stdout.includes('web'), stderr.trim().split('\n')]).toEqual([
    0,
    true,
    [
      ...Array.from({ length: 5 }, (_, index) => `podfall: left out: pods shop/odd-${index}: metadata.uid is missing`),
      'podfall: left out: 3 more objects that cannot be read',
    ],
  ]);
});

it('podfall timeline tells a version that is no JSON in words', async () => {
  const { code, stdout, stderr } = await timelineOf(onePod(), ({ path: asked }) =>
    asked === '/version'
      ? {
          answer: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"major": <'),
        }
      : undefined,
  );
  expect([code, stdout.includes('web'), stderr]).toEqual([
    0,
    true,
    'podfall: SERVER answered with something that is not of the Kubernetes API: something that is no JSON\n',
  ]);
});

it.skipIf(process.platform === 'win32')('podfall timeline takes its credential plugin along at Ctrl-C', async () => {
  const pidFile = path.join(folder, 'plugin.pid');
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: [
      '-e',
      `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => undefined, 1000)`,
    ],
    interactiveMode: 'Never',
  };
  const config = {
    'current-context': 'c',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user: { exec } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
  };
  const child = spawn(process.execPath, [
    cli,
    'timeline',
    '--kubeconfig',
    file('hanging.kubeconfig', JSON.stringify(config)),
  ]);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const plugin = (): number => (fs.existsSync(pidFile) ? Number(fs.readFileSync(pidFile, 'utf8')) : 0);
  await until(() => (plugin() > 0 ? '' : 'the plugin has not begun'));
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  await until(() => {
    try {
      process.kill(plugin(), 0);
    } catch {
      return ''; // it has ended
    }
    return 'the plugin runs';
  });
});
