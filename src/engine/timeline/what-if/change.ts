import type { FindingId } from '../model/timeline.ts';
import type { ContainerStart, StartModel, StartStep } from './start-model.ts';

/** What to change, by the finding that asks for it. `container`: only there; absent: wherever the finding says. */
export interface Change {
  readonly finding: FindingId;
  readonly container?: string;
}

/** A start as it would be set up after changes: the steps that were, and what becomes of them. */
export interface Plan {
  readonly lead: readonly PlannedStep[];
  readonly containers: readonly PlannedContainer[];
  readonly model: StartModel;
  /** The node pulls at once what it pulled one after another. */
  readonly parallelPulls: boolean;
}

export interface PlannedStep extends StartStep {
  /** A pull after which the registry is only asked whether the image is the same. */
  readonly asksOnly?: true;
}

export interface PlannedContainer extends ContainerStart {
  readonly steps: readonly PlannedStep[];
  /** Its own settings are other than before. */
  readonly changed: boolean;
}

interface Kind {
  /**
   * Names of the containers that it can be done to; undefined where it is about the pod, empty where it cannot be done.
   */
  readonly containers: (model: StartModel) => readonly string[] | undefined;
  readonly apply: (plan: Plan, names: readonly string[]) => Plan;
}

/**
 * What each finding's advice does to a start. Findings that are not here ask for no change whose effect can be told.
 */
const kinds: Readonly<Partial<Record<FindingId, Kind>>> = {
  'image-pull': { containers: isPulled, apply: (plan, names) => withContainers(plan, names, imageThere) },
  'image-pull-policy-always': {
    containers: namesWhere(({ steps, pullPolicy }) => pullPolicy === 'Always' && steps.some(isPull)),
    apply: (plan, names) =>
      withContainers(plan, names, (container) => imageThere({ ...container, pullPolicy: 'IfNotPresent' })),
  },
  'image-pull-queue': {
    containers: (model) => ofPod(model.containers.some((container) => isBehindOthers(container, model))),
    apply: (plan) => ({ ...plan, parallelPulls: true }),
  },
  'image-pull-failed': {
    containers: namesWhere(({ steps }) => steps.some(isFailedPull)),
    apply: (plan, names) =>
      withContainers(plan, names, (container) => ({
        ...container,
        steps: container.steps.filter((step) => !isFailedPull(step)),
      })),
  },
  'readiness-delay': {
    containers: namesWhere(({ readinessAnswer }) => readinessAnswer !== undefined),
    apply: (plan, names) => withContainers(plan, names, askedWhileStarting),
  },
  'startup-probe-slow': {
    containers: namesWhere(({ role, startupAnswer }) => role === 'container' && startupAnswer !== undefined),
    apply: (plan, names) => withContainers(plan, names, askedEachSecond),
  },
  'sidecar-slow': {
    containers: namesWhere(({ role, startupAnswer }) => role === 'sidecar' && startupAnswer !== undefined),
    apply: (plan, names) => withContainers(plan, names, askedEachSecond),
  },
  'init-slow': { containers: namesWhere(({ role }) => role === 'init'), apply: without },
  'post-start-hook': {
    containers: namesWhere(({ hook }) => hook !== undefined),
    apply: (plan, names) =>
      withContainers(plan, names, ({ hook: _, ...container }) => ({ ...container, changed: true })),
  },
  'config-missing': {
    containers: configContainers,
    apply: (plan, names) =>
      withContainers(withLead(plan, mountedAtOnce), names, (container) => ({
        ...container,
        steps: container.steps.filter((step) => !isForConfig(step)),
      })),
  },
  'sandbox-failed': {
    containers: (model) => ofPod(model.lead.some(({ kind, failed }) => kind === 'sandbox' && failed)),
    apply: (plan) => withLead(plan, (lead) => lead.filter(({ kind, failed }) => !failed && kind !== 'retry-backoff')),
  },
  unschedulable: waitFor('unschedulable', 'node-wait'),
  'waiting-for-node': waitFor('unschedulable', 'node-wait'),
  'volume-wait': waitFor('unschedulable', 'node-wait'),
  preemption: waitFor('unschedulable', 'preempting'),
  'scheduling-gated': waitFor('gated'),
};

/** Findings whose change `predict` knows. */
export const changeableFindings: readonly FindingId[] = Object.keys(kinds) as FindingId[];

const isPull = ({ kind, failed }: StartStep): boolean => kind === 'pull' && !failed;
const isFailedPull = ({ kind, failed }: StartStep): boolean => (kind === 'pull' && failed) || kind === 'pull-backoff';
const isForConfig = ({ kind, failed }: StartStep): boolean => kind === 'config-wait' || (kind === 'create' && failed);
const isFailedMount = ({ kind, failed }: StartStep): boolean => kind === 'mount' && failed;

/** Its pull waited, and not mostly for a pull of the very image: that would be waited for in any case. */
function isBehindOthers({ image, begin, steps }: ContainerStart, { otherPulls }: StartModel): boolean {
  const wait = Math.max(0, ...steps.map((step) => step.wait));
  const same = otherPulls.filter((other) => other.image === image && other.queued <= begin).map(({ took }) => took);
  return wait > 1 && Math.max(0, ...same) < wait * MOSTLY;
}

const MOSTLY = 0.8;

function namesWhere(holds: (container: ContainerStart) => boolean): Kind['containers'] {
  return ({ containers }) => containers.filter(holds).map(({ name }) => name);
}

/** What `imagePullPolicy: Always` only asked about was on the node before. */
function isPulled({ containers, found }: StartModel): readonly string[] {
  const wasThere = found['image-pull-policy-always'] ?? [];
  return containers.filter(({ name, steps }) => steps.some(isPull) && !wasThere.includes(name)).map(({ name }) => name);
}

const ofPod = (possible: boolean): readonly string[] | undefined => (possible ? undefined : []);

/** A volume that needs the object holds up the pod as a whole. */
function configContainers(model: StartModel): readonly string[] | undefined {
  if (model.lead.some(isFailedMount)) return undefined;
  return model.containers.filter(({ steps }) => steps.some(isForConfig)).map(({ name }) => name);
}

function waitFor(...waits: readonly StartStep['kind'][]): Kind {
  return {
    containers: (model) => ofPod(model.lead.some(({ kind }) => waits.includes(kind))),
    apply: (plan) => withLead(plan, (lead) => lead.filter(({ kind }) => !waits.includes(kind))),
  };
}

const withLead = (plan: Plan, edit: (lead: readonly PlannedStep[]) => readonly PlannedStep[]): Plan => ({
  ...plan,
  lead: edit(plan.lead),
});

function withContainers(
  plan: Plan,
  names: readonly string[],
  edit: (container: PlannedContainer) => PlannedContainer,
): Plan {
  return {
    ...plan,
    containers: plan.containers.map((container) => (names.includes(container.name) ? edit(container) : container)),
  };
}

/**
 * The kubelet looks every 300 ms whether all volumes are mounted (pkg/kubelet/volumemanager,
 * podAttachAndMountRetryInterval).
 */
const MOUNT = 300;

function mountedAtOnce(lead: readonly PlannedStep[]): readonly PlannedStep[] {
  if (!lead.some(isFailedMount)) return lead;
  const rest = lead.filter(({ kind, failed }) => !failed && kind !== 'retry-backoff');
  return rest.map((step) => (step.kind === 'mount' ? { ...step, ms: MOUNT } : step));
}

/** With the pull policy Always the registry is still asked; with the others nothing is. */
function imageThere(container: PlannedContainer): PlannedContainer {
  const asks = container.pullPolicy === 'Always';
  const steps = container.steps.flatMap((step): readonly PlannedStep[] => {
    if (!isPull(step) && !isFailedPull(step)) return [step];
    return asks && isPull(step) ? [{ ...step, asksOnly: true }] : [];
  });
  return { ...container, steps };
}

const EACH_SECOND = { delaySeconds: 0, periodSeconds: 1, successThreshold: 1 } as const;

function askedEachSecond(container: PlannedContainer): PlannedContainer {
  return { ...container, startup: EACH_SECOND, changed: true };
}

/**
 * A startup probe asks what the readiness probe asks; that loses its delay and its number of successes and keeps its
 * period.
 */
function askedWhileStarting(container: PlannedContainer): PlannedContainer {
  const { readiness, readinessAnswer } = container;
  if (!readiness || !readinessAnswer) return container;
  return {
    ...container,
    startup: EACH_SECOND,
    startupAnswer: readinessAnswer,
    readiness: { ...readiness, delaySeconds: 0, successThreshold: 1 },
    changed: true,
  };
}

/** The start without these init containers. An image that they pulled is pulled by the next container that needs it. */
function without(plan: Plan, names: readonly string[]): Plan {
  const gone = plan.containers.filter(({ name }) => names.includes(name));
  const kept = plan.containers.filter(({ name }) => !names.includes(name));
  const owed = new Map(gone.flatMap(({ image, steps }) => steps.filter(isPull).map((pull) => [image, pull] as const)));
  const containers = kept.map((container) => {
    const pull = owed.get(container.image);
    owed.delete(container.image);
    return pull && !container.steps.some(isPull) ? { ...container, steps: [pull, ...container.steps] } : container;
  });
  return { ...plan, containers };
}

/** The start as it was. */
export function planOf(model: StartModel): Plan {
  return {
    lead: model.lead,
    containers: model.containers.map((container) => ({ ...container, changed: false })),
    model,
    parallelPulls: false,
  };
}

/** Whether a change can be made to this start. */
export function isPossible(change: Change, model: StartModel): boolean {
  const names = kinds[change.finding]?.containers(model);
  if (names === undefined) return kinds[change.finding] !== undefined && change.container === undefined;
  return change.container === undefined ? names.length > 0 : names.includes(change.container);
}

/** The start after the changes. Those that cannot be made leave it as it is. Their order makes no difference. */
export function applyChanges(model: StartModel, changes: readonly Change[]): Plan {
  const inOrder = changeableFindings.flatMap((finding) => changes.filter((change) => change.finding === finding));
  return inOrder
    .filter((change) => isPossible(change, model))
    .reduce((plan, change) => kinds[change.finding]?.apply(plan, namesOf(change, model)) ?? plan, planOf(model));
}

/** The containers that a change without a name is about: those of the finding, else all where it can be made. */
function namesOf({ finding, container }: Change, model: StartModel): readonly string[] {
  if (container !== undefined) return [container];
  const possible = kinds[finding]?.containers(model) ?? model.containers.map(({ name }) => name);
  const found = possible.filter((name) => ONE_BY_ONE.has(finding) && model.found[finding]?.includes(name));
  return found.length > 0 ? found : possible;
}

/** These findings are about one container each; the others are about the pod's containers together. */
const ONE_BY_ONE: ReadonlySet<FindingId> = new Set<FindingId>([
  'readiness-delay',
  'startup-probe-slow',
  'sidecar-slow',
  'post-start-hook',
]);

/**
 * Every change that can be made to this start, whether a finding asks for it or not. A container is named where there
 * are several.
 */
export function possibleChanges(model: StartModel): readonly Change[] {
  return changeableFindings.flatMap((finding): readonly Change[] => {
    const names = kinds[finding]?.containers(model);
    if (names?.length === 0) return [];
    return names === undefined || names.length === 1 || !ONE_BY_ONE.has(finding)
      ? [{ finding }]
      : names.map((container) => ({ finding, container }));
  });
}

/** The changes that a start's findings ask for, as far as their effect can be told; each once. */
export function changesFound(model: StartModel): readonly Change[] {
  return possibleChanges(model).filter(({ finding, container }) => {
    const names = model.found[finding];
    return names !== undefined && (container === undefined || names.includes(container));
  });
}
