import type { ProtobufWriter } from '../../../../src/demo-server/presentation.ts';

/*
 * Writes objects as an API server does in application/vnd.kubernetes.protobuf. The table below is written from the
 * generated.proto files by itself, so that a number that is wrong in the decoder's is noticed; `!` marks fields that Go
 * writes even when they are zero. What the table does not name is written as a field that nobody knows, so that sizes
 * stay honest.
 */

const PROTO = `
ObjectMeta: name!=1 generateName!=2 namespace!=3 selfLink!=4 uid!=5 resourceVersion!=6 generation!=7 creationTimestamp!=8:time deletionTimestamp=9:time deletionGracePeriodSeconds=10 labels=11:map annotations=12:map ownerReferences=13:OwnerReference finalizers=14 managedFields=17:ManagedFields
ManagedFields: manager!=1 operation!=2 apiVersion!=3 time=4:time fieldsType!=6 fieldsV1=7:Any subresource!=8
OwnerReference: kind!=1 name!=3 uid!=4 apiVersion!=5 controller=6 blockOwnerDeletion=7
Pod: metadata!=1:ObjectMeta spec!=2:PodSpec status!=3:PodStatus
PodSpec: volumes=1:Volume containers=2:Container restartPolicy!=3 terminationGracePeriodSeconds=4 activeDeadlineSeconds=5 dnsPolicy!=6 nodeSelector=7:map serviceAccountName!=8 serviceAccount!=9 nodeName!=10 hostNetwork!=11 hostname!=16 subdomain!=17 affinity=18:Any schedulerName!=19 initContainers=20:Container tolerations=22:Any priorityClassName!=24 priority=25 readinessGates=28:PodReadinessGate enableServiceLinks=30 preemptionPolicy=31 ephemeralContainers=34:EphemeralContainer schedulingGates=38:PodSchedulingGate
PodReadinessGate: conditionType!=1
PodSchedulingGate: name!=1
EphemeralContainer: @ephemeralContainerCommon=1:Container targetContainerName!=2
Volume: name!=1 @volumeSource=2:VolumeSource
VolumeSource: hostPath=1:Any emptyDir=2:Any secret=6:SecretVolume nfs=7:Any persistentVolumeClaim=10:Claim downwardAPI=16:Any configMap=19:ConfigMapVolume projected=26:Any csi=28:Any ephemeral=29:Any image=30:Any
SecretVolume: secretName!=1
Claim: claimName!=1 readOnly!=2
ConfigMapVolume: @localObjectReference=1:Local
Local: name!=1
Container: name!=1 image!=2 command=3 args=4 workingDir!=5 ports=6:Any env=7:EnvVar resources!=8:Resources volumeMounts=9:Any livenessProbe=10:Probe readinessProbe=11:Probe lifecycle=12:Lifecycle terminationMessagePath!=13 imagePullPolicy!=14 securityContext=15:Any stdin!=16 stdinOnce!=17 tty!=18 envFrom=19:EnvFrom terminationMessagePolicy!=20 startupProbe=22:Probe restartPolicy=24
EnvVar: name!=1 value!=2 valueFrom=3:EnvVarSource
EnvVarSource: fieldRef=1:Any resourceFieldRef=2:Any configMapKeyRef=3:KeyRef secretKeyRef=4:KeyRef
KeyRef: @localObjectReference=1:Local key!=2 optional=3
EnvFrom: prefix!=1 configMapRef=2:EnvRef secretRef=3:EnvRef
EnvRef: @localObjectReference=1:Local optional=2
Resources: limits=1:quantities requests=2:quantities
Lifecycle: postStart=1:Any preStop=2:Any
Probe: @handler=1:Handler initialDelaySeconds!=2 timeoutSeconds!=3 periodSeconds!=4 successThreshold!=5 failureThreshold!=6 terminationGracePeriodSeconds=7
Handler: exec=1:Exec httpGet=2:HttpGet tcpSocket=3:TcpSocket grpc=4:Grpc
Exec: command=1
HttpGet: path!=1 port!=2:intOrString host!=3 scheme!=4 httpHeaders=5:Any
TcpSocket: port!=1:intOrString host!=2
Grpc: port!=1:number service=2
PodStatus: phase!=1 conditions=2:Condition message!=3 reason!=4 hostIP!=5 podIP!=6 startTime=7:time containerStatuses=8:ContainerStatus qosClass!=9 initContainerStatuses=10:ContainerStatus nominatedNodeName!=11 podIPs=12:Any ephemeralContainerStatuses=13:ContainerStatus hostIPs=16:Any observedGeneration=17
Condition: type!=1 status!=2 lastProbeTime!=3:time lastTransitionTime!=4:time reason!=5 message!=6 observedGeneration=7
ContainerStatus: name!=1 state!=2:State lastState!=3:State ready!=4 restartCount!=5 image!=6 imageID!=7 containerID!=8 started=9
State: waiting=1:Waiting running=2:Running terminated=3:Terminated
Waiting: reason!=1 message!=2
Running: startedAt!=1:time
Terminated: exitCode!=1 signal!=2 reason!=3 message!=4 startedAt!=5:time finishedAt!=6:time containerID!=7
Event: metadata!=1:ObjectMeta involvedObject!=2:ObjectReference reason!=3 message!=4 source!=5:EventSource firstTimestamp!=6:time lastTimestamp!=7:time count!=8 type!=9 eventTime!=10:time series=11:EventSeries action!=12 related=13:ObjectReference reportingComponent!=14 reportingInstance!=15
ObjectReference: kind!=1 namespace!=2 name!=3 uid!=4 apiVersion!=5 resourceVersion!=6 fieldPath!=7
EventSource: component!=1 host!=2
EventSeries: count!=1 lastObservedTime!=2:time
ListMeta: selfLink!=1 resourceVersion!=2 continue!=3 remainingItemCount=4
Status: metadata!=1:ListMeta status!=2 message!=3 reason!=4 details=5:Any code!=6
Any:
`;

interface Entry {
  readonly key: string;
  readonly number: number;
  readonly type: string | undefined;
  readonly always: boolean;
  readonly inline: boolean;
}

const MESSAGES = new Map(
  PROTO.trim()
    .split('\n')
    .map((line) => {
      const [name = '', fields = ''] = line.split(/:(.*)/s);
      return [
        name,
        fields
          .trim()
          .split(/\s+/)
          .filter((field) => field !== '')
          .map(entryOf),
      ] as const;
    }),
);

function entryOf(field: string): Entry {
  const [, inline, key = '', always, number, type] = /^(@?)(\w+)(!?)=(\d+)(?::(\w+))?$/.exec(field) ?? [];
  return { key, number: Number(number), type, always: always === '!', inline: inline === '@' };
}

type Json = Record<string, unknown>;

const NUMBERS = new Set([
  'generation',
  'count',
  'signal',
  'exitCode',
  'restartCount',
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
  'code',
]);
const FLAGS = new Set(['ready', 'readOnly', 'hostNetwork', 'stdin', 'stdinOnce', 'tty']);

/** The message `name` with what `json` has. */
export function encodeMessage(name: string, json: Json): Buffer {
  const fields = MESSAGES.get(name) ?? [];
  const pieces: Buffer[] = [];
  const known = new Set<string>(['kind', 'apiVersion']);
  for (const entry of fields) {
    const part = entry.inline ? inlinePart(entry, json, known) : json[entry.key];
    known.add(entry.key);
    for (const value of Array.isArray(part) ? (part as unknown[]) : [part]) pieces.push(...encodeField(entry, value));
  }
  for (const [key, value] of Object.entries(json)) {
    if (!known.has(key) || fields.length === 0) {
      pieces.push(lengthDelimited(1000, Buffer.from(JSON.stringify({ [key]: value }))));
    }
  }
  return Buffer.concat(pieces);
}

/** What of the JSON belongs to the embedded struct. */
function inlinePart({ type = '' }: Entry, json: Json, known: Set<string>): Json | undefined {
  const part: Json = {};
  const take = (message: string): void => {
    for (const { key, inline, type: inner = '' } of MESSAGES.get(message) ?? []) {
      if (inline) take(inner);
      else if (key in json) {
        part[key] = json[key];
        known.add(key);
      }
    }
  };
  take(type);
  return part;
}

function encodeField(entry: Entry, value: unknown): Buffer[] {
  const { number, type, always, key } = entry;
  if (value === undefined || value === null) return always ? [zero(entry)] : [];
  if (type === 'time') return [lengthDelimited(number, timeMessage(value as string))];
  if (type === 'map') {
    return Object.entries(value as Json).map(([name, text]) =>
      lengthDelimited(number, Buffer.concat([text1(1, name), text1(2, String(text))])),
    );
  }
  if (type === 'quantities') {
    return Object.entries(value as Json).map(([name, text]) =>
      lengthDelimited(number, Buffer.concat([text1(1, name), lengthDelimited(2, text1(1, String(text)))])),
    );
  }
  if (type === 'intOrString') {
    return [
      lengthDelimited(
        number,
        typeof value === 'number'
          ? Buffer.concat([varint(8), varint(0), varint(16), varint(value)])
          : Buffer.concat([varint(8), varint(1), text1(3, value as string)]),
      ),
    ];
  }
  if (type !== undefined && type !== 'number') return [lengthDelimited(number, encodeMessage(type, value as Json))];
  if (typeof value === 'string') return [text1(number, value)];
  if (typeof value === 'number') {
    return [Buffer.concat([varint(number << 3), varint(BigInt.asUintN(64, BigInt(value)))])];
  }
  if (typeof value === 'boolean') return [Buffer.concat([varint(number << 3), varint(value ? 1 : 0)])];
  throw new Error(`no way to write ${key}`);
}

function zero({ number, type, key }: Entry): Buffer {
  if (type !== undefined) return lengthDelimited(number, type === 'time' ? Buffer.alloc(0) : encodeMessage(type, {}));
  return NUMBERS.has(key) || FLAGS.has(key) ? Buffer.concat([varint(number << 3), varint(0)]) : text1(number, '');
}

function timeMessage(text: string): Buffer {
  const seconds = Math.floor(Date.parse(text) / 1000);
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return Buffer.concat([
    varint(8),
    varint(BigInt.asUintN(64, BigInt(seconds))),
    varint(16),
    varint(Number(fraction.padEnd(9, '0'))),
  ]);
}

const text1 = (number: number, value: string): Buffer => lengthDelimited(number, Buffer.from(value));

const lengthDelimited = (number: number, bytes: Buffer): Buffer =>
  Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt(value);
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.from([...bytes, Number(left)]);
}

/** `k8s\0` and a runtime.Unknown. */
const unknown = (kind: string, raw: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('k8s\0'),
    lengthDelimited(1, Buffer.concat([text1(1, 'v1'), text1(2, kind)])),
    lengthDelimited(2, raw),
    text1(3, ''),
    text1(4, ''),
  ]);

/** A list of messages that are encoded already. */
export const encodeList = (kind: string, meta: Json, items: readonly Buffer[]): Buffer =>
  unknown(
    `${kind}List`,
    Buffer.concat([
      lengthDelimited(1, encodeMessage('ListMeta', meta)),
      ...items.map((item) => lengthDelimited(2, item)),
    ]),
  );

/** One frame of a watch. */
export function encodeWatchEvent(type: string, kind: string, object: Json): Buffer {
  const event = Buffer.concat([
    text1(1, type),
    lengthDelimited(2, lengthDelimited(1, unknown(kind, encodeMessage(kind, object)))),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(event.length);
  return Buffer.concat([length, event]);
}

/** For a server that answers in protobuf, as real ones do. */
export const protobufWriter: ProtobufWriter = {
  kinds: new Set(['Pod', 'Event']),
  list: (kind, meta, items) =>
    encodeList(
      kind,
      { ...meta },
      items.map((item) => encodeMessage(kind, item as unknown as Json)),
    ),
  watchEvent: (type, kind, object) => encodeWatchEvent(type, kind, object as Json),
};
