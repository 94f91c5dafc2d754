import { execFile, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoCluster } from '../../../src/demo-server/demo-cluster.ts';
import type { DemoCluster } from '../../../src/demo-server/demo-cluster.ts';
import { kubectlHere } from './kubectl-here.ts';

let cluster: DemoCluster;
let cache = '';
beforeAll(async () => {
  cluster = await startDemoCluster({
    recordings: ['test/recordings/shop.ndjson.gz'],
    startedAgoMs: 45_000,
    once: true,
  });
  cache = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-kubectl-'));
});
afterAll(async () => {
  await cluster.stop();
  fs.rmSync(cache, { recursive: true, force: true });
});

const flags = (): string[] => ['--kubeconfig', cluster.kubeconfigPath, '--cache-dir', cache];

async function kubectl(command: string): Promise<string> {
  const run = promisify(execFile)('kubectl', [...flags(), ...command.split(' ')], { timeout: 20_000 });
  const { stdout, stderr } = await run.catch((error: unknown) => error as { stdout: string; stderr: string });
  return stdout + stderr;
}

describe.skipIf(!kubectlHere)('kubectl against the demo cluster', () => {
  it.each([
    ['version', /Server Version: v1\.36\.2/],
    ['get --raw /readyz', /^ok$/],
    ['api-resources', /deployments +deploy +apps\/v1 +true +Deployment/],
    ['get pods -A', /^NAMESPACE +NAME +READY +STATUS +RESTARTS +AGE\n/],
    ['get pods', /orders-db-0 +1\/1 +Running +0 +\d+s/],
    ['get pods', /fraud-model-\S+ +0\/1 +Pending/],
    ['get pods', /nightly-report-\S+ +0\/1 +Completed/],
    ['get pods -o wide', /orders-db-0 .* 10\.244\.\d+\.\d+ +node1 +<none> +<none>/],
    ['get pods -l app=catalog -o name', /^pod\/catalog-\S+\n/],
    ['get pods --field-selector=status.phase=Pending -o name', /fraud-model/],
    ['get events', /LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n/],
    ['get events', /Normal +Scheduled +pod\/orders-db-0 /],
    ['events', /Scheduled +Pod\/orders-db-0/],
    ['get deploy,rs,sts,ds,jobs -A', /statefulset\.apps\/orders-db +1\/1/],
    ['get deploy,rs,sts,ds,jobs -A', /deployment\.apps\/catalog +\d\/3/],
    ['get nodes', /node1 +Ready +<none> +\S+ +v1\.36\.2/],
    ['get ns', /shop +Active/],
    ['get pvc', /data-orders-db-0 +Bound/],
    ['get pod orders-db-0 -o yaml', /^apiVersion: v1\nkind: Pod\nmetadata:\n/],
    ['get pod orders-db-0 -o jsonpath={.status.phase}', /^Running$/],
    ['get pods --chunk-size=3 -o name', /orders-db-0/],
    ['describe pod orders-db-0', /Events:\n(.*\n)*.*Successfully pulled image/],
    ['describe node node1', /Kubelet Version: +v1\.36\.2/],
    ['logs orders-db-0', /^LOG: {2}starting PostgreSQL/],
    ['logs orders-db-0 --timestamps --tail=1', /^\d{4}-\S+Z LOG: {2}database system is ready/],
    ['auth can-i list pods', /^yes/],
    ['auth can-i delete pods', /^no/],
    ['wait --for=condition=Ready pod/orders-db-0 --timeout=5s', /condition met/],
    ['get pod nope', /Error from server \(NotFound\): pods "nope" not found/],
    ['logs orders-db-0 -c nope', /container nope is not valid for pod orders-db-0/],
    ['delete pod orders-db-0', /MethodNotAllowed/],
    ['get pods --field-selector=foo=bar', /field label not supported: foo/],
  ])('%s', async (command, expected) => expect(await kubectl(command)).toMatch(expected));

  it('get pods -A -w prints a line for each change', async () => {
    const child = spawn('kubectl', [...flags(), 'get', 'pods', '-A', '-w', '--output-watch-events']);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    for (let waited = 0; waited < 15_000 && !output.includes('MODIFIED'); waited += 50) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill();
    expect(output).toMatch(/EVENT +NAMESPACE +NAME.*\nADDED +shop +\S+(.*\n)*MODIFIED +shop +/);
  });

  it('describe pod counts the ages of events from now', async () =>
    expect(await kubectl('describe pod orders-db-0')).toMatch(/Scheduled +\d+s +default-scheduler/));
});
