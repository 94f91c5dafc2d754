import { own, type KubeObject, type ResourceType } from '../engine/engine.ts';
import { badRequest } from './status.ts';

export type Selector = (object: KubeObject) => boolean;

const word = String.raw`[A-Za-z0-9_./-]+`;
const requirement = {
  set: new RegExp(String.raw`^(${word})\s+(in|notin)\s+\(([^)]*)\)$`),
  equal: new RegExp(String.raw`^(${word})\s*(==|=|!=)\s*([A-Za-z0-9_.-]*)$`),
  order: new RegExp(String.raw`^(${word})\s*([<>])\s*(-?\d+)$`),
  exists: new RegExp(String.raw`^(!?)\s*(${word})$`),
};

/** A label selector in its text form: `a=b,c in (d,e),!f`. Throws a {@link StatusError} (400). */
export function labelSelector(text: string): Selector {
  const tests = splitOutsideBrackets(text).map(labelTest);
  return ({ metadata }) => tests.every((test) => test(metadata.labels ?? {}));
}

type LabelTest = (labels: Readonly<Record<string, string>>) => boolean;

function labelTest(part: string): LabelTest {
  const [, setKey = '', setOperator, list = ''] = requirement.set.exec(part) ?? [];
  if (setOperator) {
    const values = list.split(',').map((value) => value.trim());
    return setOperator === 'in'
      ? (labels) => has(labels, setKey) && values.includes(own(labels, setKey) ?? '')
      : (labels) => !has(labels, setKey) || !values.includes(own(labels, setKey) ?? '');
  }
  const [, key = '', operator, value = ''] = requirement.equal.exec(part) ?? [];
  if (operator) {
    return operator === '!=' ? (labels) => own(labels, key) !== value : (labels) => own(labels, key) === value;
  }
  const [, orderKey = '', order, bound = ''] = requirement.order.exec(part) ?? [];
  if (order) {
    return (labels) =>
      has(labels, orderKey) &&
      (order === '>' ? Number(own(labels, orderKey)) > Number(bound) : Number(own(labels, orderKey)) < Number(bound));
  }
  const [whole, not, name = ''] = requirement.exists.exec(part) ?? [];
  if (whole === undefined) {
    throw badRequest(`unable to parse requirement: found '${part}', expected: a label selector requirement`);
  }
  return not === '!' ? (labels) => !has(labels, name) : (labels) => has(labels, name);
}

const has = (labels: Readonly<Record<string, string>>, key: string): boolean => Object.hasOwn(labels, key);

function splitOutsideBrackets(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let isInside = false;
  for (let at = 0; at <= text.length; at += 1) {
    const char = text[at];
    if (char === '(') isInside = true;
    else if (char === ')') isInside = false;
    if (char !== undefined && (char !== ',' || isInside)) continue;
    parts.push(text.slice(from, at).trim());
    from = at + 1;
  }
  return parts.filter((part) => part !== '');
}

const everywhere = ['metadata.name', 'metadata.namespace'];
/** pkg/apis/core/v1/conversion.go and its siblings: what may be selected by. */
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  events: [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].flatMap((field) => [
      `involvedObject.${field}`,
      `regarding.${field}`,
    ]),
    ...['reason', 'reportingComponent', 'reportingController', 'source', 'type'],
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  replicasets: ['status.replicas'],
  jobs: ['status.successful'],
};

/**
 * A field selector: `metadata.name=x,status.phase!=Running`. Throws a {@link StatusError} (400) for a field that cannot
 * be selected by.
 */
export function fieldSelector(text: string, type: ResourceType): Selector {
  const tests = text
    .split(/(?<!\\),/)
    .filter((part) => part !== '')
    .map((part) => fieldTest(part, type));
  return (object) => tests.every((test) => test(object));
}

function fieldTest(part: string, type: ResourceType): Selector {
  const [, field = '', operator, escaped = ''] = /^([^=!]+)(==|=|!=)(.*)$/s.exec(part) ?? [];
  if (!operator) throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
  if (![...everywhere, ...(own(fieldsOf, type.name) ?? [])].includes(field)) {
    throw badRequest(`field label not supported: ${field}`);
  }
  const value = escaped.replace(/\\([\\,=])/g, '$1');
  return operator === '!='
    ? (object) => fieldValue(object, field) !== value
    : (object) => fieldValue(object, field) === value;
}

const renamed: Readonly<Record<string, string>> = {
  source: 'source.component',
  reportingController: 'reportingComponent',
  'status.successful': 'status.succeeded',
};

function fieldValue(object: KubeObject, field: string): string {
  const path = (own(renamed, field) ?? field).replace(/^regarding\./, 'involvedObject.').split('.');
  let value: unknown = object;
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }
  if (field === 'source' && !value) return fieldValue(object, 'reportingComponent');
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return isFlag(field) ? 'false' : '';
}

const isFlag = (field: string): boolean => field === 'spec.hostNetwork' || field === 'spec.unschedulable';
