type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/**
 * The same object without the fields that are undefined, for the house's rule that what is unknown is absent. To be
 * spread: `{ id, ...present({ end }) }`.
 */
export function present<T extends object>(fields: T): Present<T> {
  const found: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) {
    const value = (fields as Record<string, unknown>)[key];
    if (value !== undefined) found[key] = value;
  }
  return found as Present<T>;
}
