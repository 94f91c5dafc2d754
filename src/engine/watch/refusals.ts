import { HttpError } from '../access/problems.ts';
import type { Resource } from '../decode/resources.ts';

/** Whether the server said that this account may not. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof HttpError && (error.status === 401 || error.status === 403);

export const isForbidden = (error: unknown): boolean => error instanceof HttpError && error.status === 403;

/** Not every server has every kind of owner. */
export const isNotServed = ({ feeds }: Resource, error: unknown): boolean =>
  feeds === 'owners' && error instanceof HttpError && error.status === 404;

/** What matters most: of it the server is asked which verbs are missing. */
export const isExplained = ({ feeds }: Resource): boolean => feeds !== 'owners';

/** What was tried, for the words of a problem: "list pods in namespace shop". */
export const listing = ({ name }: Resource, namespace: string | undefined): string =>
  `list ${name} ${namespace === undefined ? 'in all namespaces' : `in namespace ${namespace}`}`;
