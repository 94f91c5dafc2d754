import type { V1SelfSubjectAccessReview } from '@kubernetes/client-node/dist/gen/models/V1SelfSubjectAccessReview.js';
import { ObjectAuthorizationV1Api } from '@kubernetes/client-node/dist/gen/types/ObjectParamAPI.js';
import type { ApiConnection } from './connection.ts';
import { typedClient } from './typed-client.ts';

/*
 * Calls by the client library, each with the names that it imports: of the library only those classes are bundled. This
 * file is loaded when the first call is made, since reading the library takes longer than the call.
 */

/** Asks what this account may do. */
export const reviewAccess = (
  connection: ApiConnection,
  body: V1SelfSubjectAccessReview,
  signal: AbortSignal,
): Promise<V1SelfSubjectAccessReview> =>
  new ObjectAuthorizationV1Api(typedClient(connection, signal)).createSelfSubjectAccessReview({ body });
