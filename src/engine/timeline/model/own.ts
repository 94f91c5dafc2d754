/**
 * What `record` itself has under `key`, never what every object inherits: a container may be named `constructor`.
 * To look a name out of the cluster up, or anything else that others chose.
 */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  // eslint-disable-next-line keys/no-foreign-keys -- it is the record's own
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
