import type { ServerResponse } from 'node:http';
import type { ApiRequest } from './api-request.ts';
import type { StatusError } from './status.ts';

/** Sends bytes of an answer on their way; `write` of a response, or something that spoils it. */
export type Writer = (bytes: Buffer, response: ServerResponse) => Promise<void> | void;

/**
 * What a server does with a request other than to answer it: `answer` and `refusal` replace the answer; `write` sees
 * every piece of the usual one before it is sent (as it would go over the wire before compression: with a `write`
 * nothing is compressed).
 */
export type Interference =
  | { readonly answer: (response: ServerResponse) => Promise<void> | void }
  | { readonly write: Writer }
  /** A Status, in the form that the request accepts. */
  | { readonly refusal: StatusError };

/** Asked before each request; `undefined` lets it pass. */
export type Before = (request: ApiRequest) => Interference | undefined | Promise<Interference | undefined>;
