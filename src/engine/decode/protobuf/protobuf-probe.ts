import type { ProbeFacts } from '../../timeline/model/facts.ts';
import { type CheckFields, type CheckKind, probeNumbers, writeCheck } from '../probe-check.ts';
import type { Wire } from './wire.ts';

/** Probe of k8s.io/api/core/v1/generated.proto. */
export function readProbe(wire: Wire): ProbeFacts {
  let initialDelaySeconds = 0;
  let timeoutSeconds = 0;
  let periodSeconds = 0;
  let successThreshold = 0;
  let failureThreshold = 0;
  let handler: Pick<ProbeFacts, 'handler' | 'check'> = { handler: 'unknown' };
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) handler = readHandler(wire);
    else if (field === 2) initialDelaySeconds = wire.int();
    else if (field === 3) timeoutSeconds = wire.int();
    else if (field === 4) periodSeconds = wire.int();
    else if (field === 5) successThreshold = wire.int();
    else if (field === 6) failureThreshold = wire.int();
    else wire.skip();
  }
  return {
    ...probeNumbers({ initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold }),
    ...handler,
  };
}

const HANDLERS = [undefined, 'exec', 'httpGet', 'tcpSocket', 'grpc'] as const;

function readHandler(wire: Wire): Pick<ProbeFacts, 'handler' | 'check'> {
  let found: Pick<ProbeFacts, 'handler' | 'check'> | undefined;
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    const handler = HANDLERS[field];
    if (found || !handler) wire.skip();
    else found = { handler, ...readCheck(wire, handler) };
  }
  return found ?? { handler: 'unknown' };
}

/** The texts of each handler by their numbers; `port` is an IntOrString, of gRPC an int. */
const FIELDS: Readonly<Record<CheckKind, readonly (string | undefined)[]>> = {
  exec: [undefined, 'command'],
  httpGet: [undefined, 'path', 'port', 'host', 'scheme'],
  tcpSocket: [undefined, 'port', 'host'],
  grpc: [undefined, 'port', 'service'],
};

/** Nothing where the handler has a part that is not read, as HTTP headers. */
function readCheck(wire: Wire, kind: CheckKind): Pick<ProbeFacts, 'check'> {
  const fields: Record<string, string> = {};
  const command: string[] = [];
  let isWhole = true;
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    const key = FIELDS[kind][field];
    if (key === 'command') command.push(wire.text());
    else if (key === 'port') fields[key] = kind === 'grpc' ? String(wire.int()) : readIntOrString(wire);
    else if (key !== undefined) fields[key] = wire.text();
    else {
      isWhole = false;
      wire.skip();
    }
  }
  const all: CheckFields = kind === 'exec' ? { command } : fields;
  const check = isWhole ? writeCheck(kind, all) : undefined;
  return check === undefined ? {} : { check };
}

/** IntOrString of k8s.io/apimachinery/pkg/util/intstr/generated.proto. */
function readIntOrString(wire: Wire): string {
  let [number, name] = [0, ''];
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 2) number = wire.int();
    else if (field === 3) name = wire.text();
    else wire.skip();
  }
  return name || String(number);
}
