import * as fs from 'node:fs';
import * as path from 'node:path';
import * as zlib from 'node:zlib';

/*
 * A big cluster made of recorded objects: the pods and events of the demo shop, again and again under other names, uids
 * and times.
 */

export type Json = Record<string, unknown>;

interface Line {
  readonly r: string;
  readonly object?: Json & { readonly metadata: Json };
}

const RECORDING = path.join(import.meta.dirname, '../../recordings/shop.ndjson.gz');

/** The last version of each pod and event of the recording. */
function templates(resource: string): readonly Json[] {
  const last = new Map<unknown, Json>();
  for (const line of zlib.gunzipSync(fs.readFileSync(RECORDING)).toString('utf8').trim().split('\n').slice(1)) {
    const { r, object } = JSON.parse(line) as Line;
    if (r === resource && object) last.set(object.metadata['uid'], object);
  }
  return [...last.values()];
}

/** A uid like no other of another kind or index. */
export const uid = (kind: number, index: number): string =>
  `${kind.toString(16).padStart(8, '0')}-89ab-4cde-8f01-${index.toString(16).padStart(12, '0')}`;

const NODES = 200;
const NAMESPACES = 40;

/** `count` pods, about 6.5 kB each. */
export function makePods(count: number): Json[] {
  const shop = templates('pods').filter((pod) => 'nodeName' in (pod['spec'] as Json));
  return Array.from({ length: count }, (_unused, index) => {
    const pod = JSON.parse(JSON.stringify(shop[index % shop.length])) as Json & {
      metadata: Json;
      spec: Json;
      status: Json;
    };
    Object.assign(pod.metadata, {
      name: `pod-${index}-${(index * 7919).toString(36)}`,
      namespace: `team-${index % NAMESPACES}`,
      uid: uid(1, index),
      resourceVersion: String(1000 + index),
    });
    pod.spec['nodeName'] = `node-${index % NODES}`;
    Object.assign(pod.status, { podIP: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` });
    for (const status of (pod.status['containerStatuses'] ?? []) as Json[]) {
      if (status['containerID']) status['containerID'] = `containerd://${uid(3, index).replaceAll('-', '').repeat(2)}`;
    }
    delete pod['kind'];
    delete pod['apiVersion'];
    return pod;
  });
}

/** `count` events, spread over the pods. */
export function makeEvents(count: number, pods: readonly Json[]): Json[] {
  const shop = templates('events').filter((event) => (event['involvedObject'] as Json)['kind'] === 'Pod');
  return Array.from({ length: count }, (_unused, index) => {
    const event = JSON.parse(JSON.stringify(shop[index % shop.length])) as Json & {
      metadata: Json;
      involvedObject: Json;
      source: Json;
    };
    const pod = pods[index % pods.length]!['metadata'] as Json;
    Object.assign(event.metadata, {
      name: `${String(pod['name'])}.${(0x18ea0122a3242f44n + BigInt(index) * 1_000_003n).toString(16)}`,
      namespace: pod['namespace'],
      uid: uid(2, index),
      resourceVersion: String(100_000 + index),
    });
    Object.assign(event.involvedObject, { name: pod['name'], namespace: pod['namespace'], uid: pod['uid'] });
    if (event.source['host'] !== undefined) event.source['host'] = `node-${(index % pods.length) % NODES}`;
    delete event['kind'];
    delete event['apiVersion'];
    return event;
  });
}
