import type { KubeObject, ResourceType } from '../engine/engine.ts';
import { columnsOf } from './table-columns.ts';

/** A meta.k8s.io/v1 Table: what `kubectl get` prints. */
export function tableOf(
  type: ResourceType,
  objects: readonly KubeObject[],
  meta: object,
  now: number,
  includeObject: string,
): object {
  const columns = columnsOf(type);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: meta,
    columnDefinitions: columns.map(({ name, type: of, format = '', priority = 0 }) => ({
      name,
      type: of,
      format,
      description: '',
      priority,
    })),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, now)),
      ...(includeObject !== 'None' && { object: rowObject(object, type, includeObject) }),
    })),
  };
}

function rowObject(object: KubeObject, type: ResourceType, includeObject: string): object {
  if (includeObject === 'Object') return { ...object, kind: type.kind };
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}
