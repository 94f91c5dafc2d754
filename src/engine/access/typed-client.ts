import { createConfiguration, type Configuration } from '@kubernetes/client-node/dist/gen/configuration.js';
import { ResponseContext, wrapHttpLibrary, type RequestContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import { ServerConfiguration } from '@kubernetes/client-node/dist/gen/servers.js';
import { parsedJson, type ApiConnection } from './connection.ts';

/** Of the URLs that the library makes only the path is used; this name exists nowhere (RFC 2606). */
const NOWHERE = 'https://kubernetes.invalid';

/**
 * What the generated calls of the client library are made with: `new CoreV1Api(typedClient(connection, signal))`. Their
 * requests go over our connection, so that credentials, proxies, limits and the words for what goes wrong are the same
 * for all; the library's own HTTP is not shipped (esbuild.mjs). A call rejects as {@link ApiConnection.open} does,
 * never with the library's ApiException.
 */
export function typedClient(connection: Pick<ApiConnection, 'answer'>, signal: AbortSignal): Configuration {
  return createConfiguration({
    baseServer: new ServerConfiguration(NOWHERE, {}),
    httpApi: wrapHttpLibrary({ send: (request) => send(connection, request, signal) }),
  });
}

async function send(
  connection: Pick<ApiConnection, 'answer'>,
  request: RequestContext,
  signal: AbortSignal,
): Promise<ResponseContext> {
  const { pathname, search } = new URL(request.getUrl());
  const content = contentOf(request);
  const { status, text } = await connection.answer({
    path: `${pathname}${search}`,
    method: request.getHttpMethod(),
    accept: 'application/json',
    compressed: true,
    signal,
    ...(content && { content }),
  });
  parsedJson(text); // the library would throw a bare SyntaxError
  return new ResponseContext(
    status,
    { 'content-type': 'application/json' },
    { text: () => Promise.resolve(text), binary: () => Promise.resolve(Buffer.from(text)), stream: () => null },
  );
}

/** The calls write their bodies as JSON themselves; the header says which kind of it, for patches. */
function contentOf(request: RequestContext): { readonly type: string; readonly body: string } | undefined {
  const body = request.getBody();
  if (typeof body !== 'string') return undefined;
  const headers = Object.entries(request.getHeaders());
  return { type: headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'application/json', body };
}
