import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiRequest } from '../../src/demo-server/api-request.ts';
import type { Interference, Before } from '../../src/demo-server/interference.ts';
import { forbidden, type StatusError } from '../../src/demo-server/status.ts';
import { knownTypes } from '../../src/engine/recording/resource-types.ts';

/**
 * Answers with a Status, for example `refuse(new StatusError(503, 'ServiceUnavailable', '...', { headers: {
 * 'Retry-After': '1' } }))`.
 */
export const refuse = (refusal: StatusError): Interference => ({ refusal });

/**
 * 429 as priority and fairness answers it: in plain text, whatever was asked for (apiserver pkg/server/filters,
 * tooManyRequests).
 */
export const tooManyRequests = (retryAfterSeconds: number): Interference => ({
  answer: (response) => {
    const type = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' };
    const headers = { ...type, 'Retry-After': String(retryAfterSeconds) };
    response.writeHead(429, headers).end('Too many requests, please try again later.\n');
  },
});

/** 403 on what `denied` says, worded as RBAC does. */
export const denying =
  (denied: (request: ApiRequest) => boolean, user = 'system:serviceaccount:default:podfall'): Before =>
  (request) => {
    const type = knownTypes.find(({ name }) => name === request.target?.resource);
    if (!request.target || !type || !denied(request)) return undefined;
    return refuse(
      forbidden(
        user,
        request.verb,
        { ...type, group: request.target.group },
        request.target.namespace,
        request.target.name,
      ),
    );
  };

/** Cuts the connection off, without an answer. */
export const reset = (): Interference => ({ answer: (response) => void response.socket?.destroy() });

/** Takes the request, and never answers. */
export const hang = (): Interference => ({ answer: () => undefined });

/** Cuts the connection off after this many bytes of the body. */
export function resetAfter(bytes: number): Interference {
  let left = bytes;
  return {
    write: async (piece, response) => {
      const part = piece.subarray(0, left);
      left -= part.length;
      await new Promise<void>((resolve) => response.write(part, () => resolve()));
      if (left === 0) response.socket?.destroy();
    },
  };
}

/** Sends pieces of `size` bytes with a pause after each. */
export const dribble = (size: number, pauseMs: number): Interference => ({
  write: async (bytes, response) => {
    for (let from = 0; from < bytes.length && !response.destroyed; from += size) {
      response.write(bytes.subarray(from, from + size));
      await sleep(pauseMs);
    }
  },
});
