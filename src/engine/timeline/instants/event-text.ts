import { containerName } from '../model/container-name.ts';
import type { ContainerSpecFacts, EventFacts, PodFacts } from '../model/facts.ts';
import type { DurationMs } from '../model/units.ts';
import { durationMs } from '../model/units.ts';

/** What an event says, whatever the version of Kubernetes that wrote it (1.19 to 1.36). */
export type EventMeaning =
  /** A controller stored the pod; `pod` is its name as far as the text gives it. */
  | { readonly kind: 'pod-created'; readonly pod?: string }
  | { readonly kind: 'pod-rejected' }
  | { readonly kind: 'scaled' }
  | { readonly kind: 'scheduled' }
  | { readonly kind: 'unschedulable' }
  | { readonly kind: 'preempted' }
  | { readonly kind: 'scale-up'; readonly answer: 'triggered' | 'not-triggered' | 'failed' | 'nominated' }
  /** On a claim: waiting for its consumer, provisioning, provisioned, or failed. */
  | { readonly kind: 'claim'; readonly step: 'waiting' | 'provisioning' | 'provisioned' | 'failed' }
  | { readonly kind: 'volume-attached'; readonly volume?: string }
  | { readonly kind: 'volume-failed'; readonly step: 'attach' | 'mount' }
  | { readonly kind: 'sandbox-failed' }
  | { readonly kind: 'sandbox-changed' }
  | { readonly kind: 'network-not-ready' }
  | { readonly kind: 'pulling' }
  /**
   * `took`: the pull itself, told since 1.27. `waited`: from the Pulling event to the end, queueing included, told
   * since 1.20 (kubernetes/kubernetes#91563, #111772).
   */
  | { readonly kind: 'pulled'; readonly took?: DurationMs; readonly waited?: DurationMs; readonly bytes?: number }
  /** The image was there: nothing was pulled. */
  | { readonly kind: 'present' }
  | { readonly kind: 'pull-failed' }
  | { readonly kind: 'pull-back-off' }
  | { readonly kind: 'created' }
  | { readonly kind: 'started' }
  /** Not created or not started: configuration, runtime, bad command. */
  | { readonly kind: 'container-failed' }
  | { readonly kind: 'crash-back-off' }
  | { readonly kind: 'hook-failed'; readonly hook: 'postStart' | 'preStop' }
  | { readonly kind: 'killing'; readonly because?: 'liveness' | 'startup' }
  | { readonly kind: 'probe-failed'; readonly probe: 'startup' | 'readiness' | 'liveness' }
  | { readonly kind: 'probe-warning' }
  /** The controller of nodes has not heard of the pod's node for a while. */
  | { readonly kind: 'node-not-ready' }
  | { readonly kind: 'other' };

/** Events that say the same on whatever they are: reason to meaning. The overloaded reasons are in {@link classify}. */
const PLAIN: ReadonlyMap<string, EventMeaning> = new Map<string, EventMeaning>([
  ['FailedCreate', { kind: 'pod-rejected' }],
  ['ScalingReplicaSet', { kind: 'scaled' }],
  ['Scheduled', { kind: 'scheduled' }],
  ['FailedScheduling', { kind: 'unschedulable' }],
  ['Preempted', { kind: 'preempted' }],
  ['TriggeredScaleUp', { kind: 'scale-up', answer: 'triggered' }],
  ['NotTriggerScaleUp', { kind: 'scale-up', answer: 'not-triggered' }],
  ['FailedScaleUp', { kind: 'scale-up', answer: 'failed' }],
  ['Nominated', { kind: 'scale-up', answer: 'nominated' }],
  ['WaitForFirstConsumer', { kind: 'claim', step: 'waiting' }],
  ['WaitForPodScheduled', { kind: 'claim', step: 'waiting' }],
  ['ExternalProvisioning', { kind: 'claim', step: 'provisioning' }],
  ['Provisioning', { kind: 'claim', step: 'provisioning' }],
  ['ProvisioningSucceeded', { kind: 'claim', step: 'provisioned' }],
  ['ProvisioningFailed', { kind: 'claim', step: 'failed' }],
  ['FailedBinding', { kind: 'claim', step: 'failed' }],
  ['FailedAttachVolume', { kind: 'volume-failed', step: 'attach' }],
  ['FailedMount', { kind: 'volume-failed', step: 'mount' }],
  ['FailedMapVolume', { kind: 'volume-failed', step: 'mount' }],
  ['FailedCreatePodSandBox', { kind: 'sandbox-failed' }],
  // pkg/kubelet/kuberuntime: devices are prepared right before the sandbox is made.
  ['FailedPrepareDynamicResources', { kind: 'sandbox-failed' }],
  ['SandboxChanged', { kind: 'sandbox-changed' }],
  ['NetworkNotReady', { kind: 'network-not-ready' }],
  ['Pulling', { kind: 'pulling' }],
  ['ErrImageNeverPull', { kind: 'pull-failed' }],
  ['InspectFailed', { kind: 'pull-failed' }],
  ['Created', { kind: 'created' }],
  ['Started', { kind: 'started' }],
  ['FailedPostStartHook', { kind: 'hook-failed', hook: 'postStart' }],
  ['FailedPreStopHook', { kind: 'hook-failed', hook: 'preStop' }],
  ['ProbeWarning', { kind: 'probe-warning' }],
  ['NodeNotReady', { kind: 'node-not-ready' }],
]);

/** What `event` says. The container it is about is in {@link containerOf}, never in the text. */
export function classify(event: EventFacts): EventMeaning {
  const plain = PLAIN.get(event.reason);
  if (plain !== undefined) return plain;
  const message = plainMessage(event.message);
  switch (event.reason) {
    case 'SuccessfulCreate':
      return podCreated(message);
    case 'SuccessfulAttachVolume':
      return attached(message);
    case 'Pulled':
      return pulled(message);
    case 'Failed':
      return failed(message);
    case 'BackOff':
      return message.startsWith('Back-off pulling') || event.type === 'Normal'
        ? { kind: 'pull-back-off' }
        : { kind: 'crash-back-off' };
    case 'Killing':
      return killing(message);
    case 'Unhealthy':
      return unhealthy(message);
    default:
      return { kind: 'other' };
  }
}

/** The container in an event's `fieldPath`; undefined for events on the pod as a whole. */
export function containerOf(event: EventFacts): string | undefined {
  const path = event.involved.fieldPath ?? '';
  const name = /^spec\.(?:containers|initContainers|ephemeralContainers)\{(.+)\}$/.exec(path)?.[1];
  return name === undefined ? undefined : containerName(name);
}

/**
 * The container that a text names, or whose image it names: for reporters that give no fieldPath (virtual kubelets).
 * Undefined when that is not certain.
 */
export function containerNamed(
  event: EventFacts,
  meaning: EventMeaning,
  containers: readonly ContainerSpecFacts[],
): string | undefined {
  if (event.involved.fieldPath !== undefined || event.involved.kind !== 'Pod') return undefined;
  if (meaning.kind === 'created' || meaning.kind === 'started') {
    const name = /^(?:Created|Started) container:? (\S+)$/.exec(event.message)?.[1];
    return (
      containers.find((container) => container.name === name)?.name ??
      (name === undefined && containers.length === 1 ? containers[0]?.name : undefined)
    );
  }
  if (!OF_IMAGES.has(meaning.kind)) return undefined;
  const image = /image "([^"]*)"/.exec(event.message)?.[1];
  const asking = containers.filter((container) => container.image === image);
  return asking.length === 1 ? asking[0]?.name : undefined;
}

const OF_IMAGES: ReadonlySet<EventMeaning['kind']> = new Set([
  'pulling',
  'pulled',
  'present',
  'pull-failed',
  'pull-back-off',
]);

/** More than 10 similar events in 10 minutes get this prefix (client-go tools/record/events_cache.go). */
const COMBINED = '(combined from similar events): ';

/** Whether `event` stands for several different texts. */
export const isCombined = (event: EventFacts): boolean => event.message.startsWith(COMBINED);

const plainMessage = (message: string): string =>
  message.startsWith(COMBINED) ? message.slice(COMBINED.length) : message;

/**
 * "Created pod: X"; of a StatefulSet "create Pod X in StatefulSet Y successful", from 1.36 "Create Pod ...". A Claim of
 * one is no pod.
 */
function podCreated(message: string): EventMeaning {
  const pod = /^Created pod: (\S+)/.exec(message)?.[1] ?? /^create Pod (\S+) in /i.exec(message)?.[1];
  return pod === undefined ? { kind: 'other' } : { kind: 'pod-created', pod };
}

/** `AttachVolume.Attach succeeded for volume "pvc-1"` */
function attached(message: string): EventMeaning {
  const volume = /for volume "([^"]+)"/.exec(message)?.[1];
  return volume === undefined ? { kind: 'volume-attached' } : { kind: 'volume-attached', volume };
}

/**
 * `Successfully pulled image "x" in 1m2.5s (1m3s including waiting). Image size: 12 bytes.`
 * (pkg/kubelet/images/image_manager.go)
 */
const PULLED =
  /^Successfully pulled image "[^"]*" in ([\dhmnsuµ.]{1,40})(?: \(([\dhmnsuµ.]{1,40}) including waiting\))?/;

function pulled(message: string): EventMeaning {
  if (!message.startsWith('Successfully pulled')) return { kind: 'present' };
  const [, first, including] = PULLED.exec(message) ?? [];
  // The only duration of older kubelets runs from the Pulling event on.
  const took = including === undefined ? undefined : goDuration(first);
  const waited = goDuration(including ?? first);
  const bytes = /Image size: (\d{1,15}) bytes/.exec(message)?.[1];
  return {
    kind: 'pulled',
    ...(took !== undefined && { took }),
    ...(waited !== undefined && { waited }),
    ...(bytes !== undefined && { bytes: Number(bytes) }),
  };
}

/**
 * Failed is said of pulls and of containers: "Failed to pull image ...", "Error: ErrImagePull", or the runtime's words.
 */
function failed(message: string): EventMeaning {
  const ofImage =
    /^(?:Failed to (?:pull|inspect|apply default image tag)|Error: (?:ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|ImageInspectError|RegistryUnavailable|SignatureValidationFailed))/;
  if (/^Error: ImagePullBackOff/.test(message)) return { kind: 'pull-back-off' };
  return ofImage.test(message) ? { kind: 'pull-failed' } : { kind: 'container-failed' };
}

/**
 * "Container app failed liveness probe, will be restarted"; before 1.16 "Killing container with id ...: Container
 * failed liveness probe".
 */
function killing(message: string): EventMeaning {
  const because = /failed (liveness|startup) probe/.exec(message)?.[1];
  return because === 'liveness' || because === 'startup' ? { kind: 'killing', because } : { kind: 'killing' };
}

/**
 * "Readiness probe failed: ...", "Readiness probe errored: ...", from 1.32 "... errored and resulted in unknown state:
 * ..."
 */
function unhealthy(message: string): EventMeaning {
  const probe = /^(Startup|Readiness|Liveness) probe/.exec(message)?.[1];
  if (probe === 'Startup') return { kind: 'probe-failed', probe: 'startup' };
  if (probe === 'Readiness') return { kind: 'probe-failed', probe: 'readiness' };
  return probe === 'Liveness' ? { kind: 'probe-failed', probe: 'liveness' } : { kind: 'other' };
}

/** Where it is not known when the pod was made: no pull takes a day. */
const LONGEST_PULL = 86_400_000;

/**
 * A duration that an event of a pod tells, unless it is longer than the pod had lived by then. Both times are the
 * apiserver's and cut to the second; a static pod is older than its mirror, which is what the apiserver knows of it.
 */
export function withinLife(
  duration: DurationMs | undefined,
  event: EventFacts,
  pod: Partial<Pick<PodFacts, 'creationAt' | 'staticPod'>> | undefined,
): DurationMs | undefined {
  const isKnown = pod?.creationAt !== undefined && pod.staticPod === undefined;
  const life = isKnown ? event.creationAt + 1000 - (pod.creationAt ?? 0) : LONGEST_PULL;
  return duration !== undefined && duration <= life ? duration : undefined;
}

const UNIT_MS = new Map([
  ['s', 1000],
  ['ms', 1],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['ns', 1e-6],
]);

/** As Go writes it: hours and minutes are whole numbers. Each number is short enough to be finite. */
const GO_DURATION = /^(?:(\d{1,7})h)?(?:(\d{1,2})m)?(?:(\d{1,9}(?:\.\d{1,9})?)(s|ms|us|µs|ns))?$/;

/** Go's `time.Duration` as text: "1m2.3s", "54ms". Undefined for anything that Go would not write. */
export function goDuration(text: string | undefined): DurationMs | undefined {
  if (text === undefined || text === '') return undefined;
  const found = GO_DURATION.exec(text);
  if (!found) return undefined;
  const [, hours = '0', minutes = '0', rest = '0', unit = 's'] = found;
  return durationMs(Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(rest) * (UNIT_MS.get(unit) ?? 0));
}
