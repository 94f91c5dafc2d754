import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';
import { type EvidenceKind, type Exporter, exporterOf, exporters, own } from '../engine/engine.ts';
import { UsageError, usage } from './usage.ts';
import type { Topic } from './usage.ts';
import { type AskedChanges, parseChanges } from './what-if.ts';

/** Which cluster, as kubectl's flags say it. */
interface ClusterArgs {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly allNamespaces: boolean;
}

export interface TimelineArgs extends ClusterArgs {
  readonly command: 'timeline';
  readonly pods: readonly string[];
  readonly recording?: string;
  readonly evidence: EvidenceKind;
  /** Absent: drawn for the terminal. */
  readonly output?: Exporter;
  readonly whatIf?: AskedChanges;
  /** Draw each of many pods. */
  readonly all: boolean;
}

export interface DemoArgs {
  readonly command: 'demo';
  readonly recordings: readonly string[];
  readonly port?: number;
  readonly once: boolean;
  readonly kubeconfigOut?: string;
}

export interface RecordArgs extends ClusterArgs {
  readonly command: 'record';
  readonly out: string;
  readonly durationMs?: number;
  readonly force: boolean;
}

export type Command =
  | TimelineArgs
  | DemoArgs
  | RecordArgs
  | { readonly command: 'help'; readonly topic: Topic }
  | { readonly command: 'version' };

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const help = { help: { ...flag, short: 'h' } } as const;
const cluster = {
  kubeconfig: text,
  context: text,
  namespace: { ...text, short: 'n' },
  'all-namespaces': { ...flag, short: 'A' },
} as const;

/** Reads the command line. Throws a {@link UsageError}. */
export function parseCommand(argv: readonly string[]): Command {
  const [name, ...rest] = argv;
  if (name === undefined) throw new UsageError('a command is missing');
  if (name === '--version' || name === 'version') return { command: 'version' };
  if (name === '--help' || name === '-h') return { command: 'help', topic: 'main' };
  if (name === 'help') return { command: 'help', topic: isTopic(rest[0]) ? rest[0] : 'main' };
  if (name === 'timeline') return parseTimeline(rest);
  if (name === 'demo') return parseDemo(rest);
  if (name === 'record') return parseRecord(rest);
  throw new UsageError(`there is no command "${name}"`);
}

const isTopic = (value: string | undefined): value is Topic => value !== undefined && value in usage;

function parseTimeline(args: string[]): Command {
  const { values, positionals } = parse(args, {
    ...help,
    ...cluster,
    recording: text,
    evidence: text,
    output: { ...text, short: 'o' },
    json: flag,
    'what-if': text,
    all: flag,
  });
  if (values.help) return { command: 'help', topic: 'timeline' };
  const { recording, evidence = 'live', all = false, 'what-if': asked } = values;
  if (evidence !== 'live' && evidence !== 'stored') {
    throw new UsageError(`--evidence must be live or stored, not "${evidence}"`);
  }
  if (recording !== undefined && (values.kubeconfig !== undefined || values.context !== undefined)) {
    throw new UsageError('--recording cannot be combined with --kubeconfig or --context');
  }
  const output = outputOf(values.output, values.json ?? false);
  const whatIf = asked === undefined ? {} : { whatIf: parseChanges(asked) };
  return {
    command: 'timeline',
    ...clusterArgs(values),
    pods: positionals,
    evidence,
    ...whatIf,
    all,
    ...(output && { output }),
    ...(recording !== undefined && { recording }),
  };
}

/** `--json` is short for `--output json`. */
function outputOf(id: string | undefined, json: boolean): Exporter | undefined {
  if (json && id !== undefined && id !== 'json') throw new UsageError('--json and --output cannot be combined');
  const asked = id ?? (json ? 'json' : undefined);
  if (asked === undefined) return undefined;
  const exporter = exporterOf(asked);
  if (exporter) return exporter;
  throw new UsageError(`--output must be ${exporters.map((one) => one.id).join(' or ')}, not "${asked}"`);
}

function parseDemo(args: string[]): Command {
  const { values, positionals } = parse(args, {
    ...help,
    recording: { ...text, multiple: true },
    port: text,
    once: flag,
    'kubeconfig-out': text,
  });
  if (values.help) return { command: 'help', topic: 'demo' };
  if (positionals.length > 0) {
    throw new UsageError(`demo takes no "${positionals[0] ?? ''}"; a recording is named with --recording`);
  }
  const out = values['kubeconfig-out'];
  return {
    command: 'demo',
    recordings: values.recording ?? [],
    once: values.once ?? false,
    ...(values.port !== undefined && { port: portOf(values.port) }),
    ...(out !== undefined && { kubeconfigOut: out }),
  };
}

function parseRecord(args: string[]): Command {
  const { values, positionals } = parse(args, { ...help, ...cluster, duration: text, force: flag });
  if (values.help) return { command: 'help', topic: 'record' };
  const [out, more] = positionals;
  if (out === undefined) throw new UsageError('the file to record into is missing');
  if (more !== undefined) throw new UsageError(`record takes one file, and "${more}" is a second one`);
  return {
    command: 'record',
    ...clusterArgs(values),
    out,
    force: values.force ?? false,
    ...(values.duration !== undefined && { durationMs: durationOf(values.duration) }),
  };
}

type ClusterValues = Partial<Record<'kubeconfig' | 'context' | 'namespace', string | undefined>> & {
  readonly 'all-namespaces'?: boolean | undefined;
};

function clusterArgs({
  kubeconfig,
  context,
  namespace,
  'all-namespaces': allNamespaces = false,
}: ClusterValues): ClusterArgs {
  if (allNamespaces && namespace !== undefined) throw new UsageError('-n and -A cannot be combined');
  return {
    allNamespaces,
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(context !== undefined && { context }),
    ...(namespace !== undefined && { namespace }),
  };
}

function portOf(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) {
    throw new UsageError(`--port must be a number from 0 to 65535, not "${value}"`);
  }
  return port;
}

const unitMs: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000 };

function durationOf(value: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(s|m|h|)$/.exec(value) ?? [];
  const ms = Number(amount) * (own(unitMs, unit) ?? 1000);
  if (!(ms > 0) || ms > 2 ** 31 - 1) {
    throw new UsageError(`--duration must be a time like 30, 90s or 5m, not "${value}"`);
  }
  return ms;
}

/** The words of parseArgs are good, but long: the first sentence says it. */
function parse<Options extends ParseArgsOptionsConfig>(
  args: string[],
  options: Options,
): ReturnType<typeof parseArgs<{ args: string[]; options: Options; allowPositionals: true }>> {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split('. ')[0] ?? message);
  }
}
