import type { ApiState } from '../../../src/demo-server/api-state.ts';
import type { KubeObject } from '../../../src/engine/recording/recording.ts';
import { eventObject, podObject } from '../../cluster/engine/watch/live-rig.ts';

/** Pods of one namespace, Deployment and node; then come others. */
const PODS_TOGETHER = 15;

const MOST_PODS = 300;
const FEWEST_PODS = 50;

/** What came with a pod, and goes with it. */
interface Life {
  readonly pod: KubeObject;
  readonly group: number;
  /** By resource. */
  readonly others: readonly (readonly [resource: string, object: KubeObject])[];
}

/**
 * A cluster in which everything comes and goes: pods, each with a Job of its own, an image, a claim and events on all
 * of them; and every few pods a namespace, a Deployment with its ReplicaSet, and a node. Nothing stays on the server
 * without its pods, so that it does not grow itself.
 */
export class Churn {
  readonly #state: ApiState;
  readonly #random: () => number;
  readonly #lives: Life[] = [];
  readonly #groups = new Map<number, { pods: number; readonly objects: readonly (readonly [string, KubeObject])[] }>();
  /**
   * Pods since the beginning. Each has a name of its own, so that none takes another's place on the server and leaves
   * its events there.
   */
  created = 0;

  constructor(state: ApiState, random: () => number) {
    this.#state = state;
    this.#random = random;
  }

  get pods(): number {
    return this.#lives.length;
  }

  /** One pod comes, changes or goes. */
  change(): void {
    const kind = this.#random();
    if (this.pods < FEWEST_PODS || (kind < 0.3 && this.pods < MOST_PODS)) this.#create();
    else if (kind < 0.6) this.#remove();
    else this.#modify();
  }

  #create(): void {
    this.created += 1;
    const group = Math.floor(this.created / PODS_TOGETHER);
    const namespace = `team-${group}`;
    const above = this.#joinGroup(group, namespace);
    const job = ownedObject('Job', `job-${this.created}`, namespace);
    const owner = this.created % 2 === 0 ? job : above;
    const pod = this.#pod(namespace, group, owner);
    const claim = {
      kind: 'PersistentVolumeClaim',
      metadata: { name: `data-${this.created}`, namespace, uid: `claim-${this.created}` },
    };
    const scaler = {
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: `scaler-${this.created}`, namespace, uid: `scaler-${this.created}` },
    };
    const events = [
      eventObject(pod, 'Scheduled'),
      eventObject(
        pod,
        'Pulled',
        `Successfully pulled image "registry/app:${this.created}" in 1.2s (2.3s including waiting)`,
      ),
      ...[job, above, claim, scaler].map((object) => eventOn(object, `Said${this.created % 500}`)),
    ];
    const others = [['jobs', job], ...events.map((event) => ['events', event] as const)] as const;
    for (const [resource, object] of [...others.slice(0, 1), ['pods', pod] as const, ...others.slice(1)]) {
      this.#state.apply(resource, 'ADDED', object);
    }
    this.#lives.push({ pod, group, others });
  }

  #pod(namespace: string, group: number, owner: KubeObject): KubeObject {
    const { metadata, status } = podObject(`pod-${this.created}`, { namespace });
    const ref = {
      apiVersion: 'v1',
      kind: owner.kind,
      name: owner.metadata.name,
      uid: owner.metadata.uid,
      controller: true,
    };
    const spec = {
      nodeName: `node-${group}`,
      containers: [{ name: `app-${this.created % 100}`, image: `registry/app:${this.created}` }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: `data-${this.created}` } }],
    };
    return { metadata: { ...metadata, ownerReferences: [ref], labels: { app: `app-${this.created}` } }, spec, status };
  }

  /** The ReplicaSet of the group. */
  #joinGroup(group: number, namespace: string): KubeObject {
    const known = this.#groups.get(group);
    if (known) {
      known.pods += 1;
      return known.objects[1]?.[1] ?? podObject('none');
    }
    const deployment = ownedObject('Deployment', `web-${group}`, namespace);
    const replicaSet = ownedObject('ReplicaSet', `web-${group}-abc`, namespace, deployment);
    const node = {
      metadata: { name: `node-${group}`, uid: `node-uid-${group}`, creationTimestamp: '2026-11-21T08:10:49Z' },
      status: {},
    };
    const objects = [
      ['deployments', deployment],
      ['replicasets', replicaSet],
      ['nodes', node],
    ] as const;
    for (const [resource, object] of objects) this.#state.apply(resource, 'ADDED', object);
    this.#groups.set(group, { pods: 1, objects });
    return replicaSet;
  }

  #remove(): void {
    const at = Math.floor(this.#random() * this.#lives.length);
    const [life] = this.#lives.splice(at, 1);
    if (!life) return;
    this.#state.apply('pods', 'DELETED', life.pod);
    for (const [resource, object] of life.others) this.#state.apply(resource, 'DELETED', object);
    const group = this.#groups.get(life.group);
    if (!group) return;
    group.pods -= 1;
    if (group.pods > 0) return;
    this.#groups.delete(life.group);
    for (const [resource, object] of group.objects.toReversed()) this.#state.apply(resource, 'DELETED', object);
  }

  #modify(): void {
    const { pod } = this.#lives[Math.floor(this.#random() * this.#lives.length)] ?? {};
    if (pod) {
      this.#state.apply('pods', 'MODIFIED', { ...pod, status: { phase: this.#random() < 0.5 ? 'Running' : 'Failed' } });
    }
  }
}

function ownedObject(kind: string, name: string, namespace: string, owner?: KubeObject): KubeObject {
  const ref = owner && {
    apiVersion: 'apps/v1',
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
  };
  return {
    kind,
    metadata: {
      name,
      namespace,
      uid: `uid-${name}`,
      creationTimestamp: '2026-11-21T08:10:49Z',
      ...(ref && { ownerReferences: [ref] }),
    },
    spec: { replicas: 1 },
    status: {},
  };
}

/** An event on an object that is no pod. */
function eventOn({ kind, metadata: { name, namespace, uid } }: KubeObject, reason: string): KubeObject {
  const event = eventObject(
    podObject(name ?? '', { ...(namespace !== undefined && { namespace }), ...(uid !== undefined && { uid }) }),
    reason,
    `${reason} about ${name}`,
  );
  return { ...event, involvedObject: { kind, name, namespace, uid } };
}
