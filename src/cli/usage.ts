import { english, exporters, formatText } from '../engine/engine.ts';

/** A command line that cannot be understood. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

const evidence = `  --evidence live|stored  live: also arrival times and versions in between (the default);
                          stored: only what the API still has at the end`;

/** What `--output` takes, a line each. */
const outputs = exporters
  .map(({ id, detail }) => `                          ${`${id}:`.padEnd(10)}${formatText(detail, english)}`)
  .join('\n');

export const usage = {
  main: `podfall: why did this pod take so long to start?

Usage: podfall timeline [options] [POD ...]   how pods started, as a waterfall, JSON or a summary
       podfall demo [options]                 a cluster on this machine in which recordings happen again
       podfall record OUT.ndjson.gz [options] record what happens in a cluster

       podfall COMMAND --help
       podfall --version
`,
  timeline: `Shows how pods started.

Usage: podfall timeline [options] [POD ...]

  --recording FILE        read a recording instead of a cluster
${evidence}
  --all                   draw each of many pods, not only the slowest and those that are not ready
  -o, --output ID         write them as text for others instead of a waterfall:
${outputs}
  --json                  the same as --output json; docs/exported-json.md tells of its fields
  --what-if all|ID[@CONTAINER],...
                          what each start would take after the changes that its findings ask for, all or those named:
                          image-pull, image-pull-policy-always, readiness-delay@app, init-slow, ...
  -n, --namespace NS      the namespace (default: the context's; of a recording: all)
  -A, --all-namespaces    all namespaces
  --kubeconfig FILE       default: as kubectl (KUBECONFIG, ~/.kube/config)
  --context NAME          default: the current context
`,
  demo: `Starts a Kubernetes API server on 127.0.0.1 in which recordings happen again, from now on, and prints the path of its kubeconfig.
It ends with Ctrl-C.

Usage: podfall demo [options]

  --recording FILE        what to replay; can be given several times (default: a small shop coming up, 90 s)
  --port N                default: any free one
  --once                  stay at the end instead of starting over with new pods
  --kubeconfig-out FILE   where to write the kubeconfig (default: a new folder)
`,
  record: `Records what happens in a cluster until Ctrl-C: pods, events, workloads, nodes, and logs at the end.

Usage: podfall record OUT.ndjson.gz [options]

  -n, --namespace NS      the namespace (default: the context's)
  -A, --all-namespaces    all namespaces
  --duration SECONDS      end by itself (30, 90s, 5m)
  --force                 replace OUT if it exists
  --kubeconfig FILE       default: as kubectl (KUBECONFIG, ~/.kube/config)
  --context NAME          default: the current context
`,
} as const;

export type Topic = keyof typeof usage;
