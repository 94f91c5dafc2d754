/** The `code` of a system error, also of the first error in an AggregateError (several addresses were tried). */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : codeOf(error.cause);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
