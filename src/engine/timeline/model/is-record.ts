/** Whether it is an object with fields by name: no list, and not null. What the fields hold is not known yet. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
