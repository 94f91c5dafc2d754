import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { eventsInTheirOwnGroup } from '../engine/engine.ts';
import { mayRead, reviewAccess, type AccessAsked } from './access-review.ts';
import { Answer } from './answer.ts';
import { isOf, parseRequest } from './api-request.ts';
import type { ApiRequest } from './api-request.ts';
import type { ApiState, ResourceState } from './api-state.ts';
import { makeCertificates } from './certificate.ts';
import type { Certificates } from './certificate.ts';
import { kubeconfigText } from './demo-kubeconfig.ts';
import { discovery, hasStreamingLists } from './discovery.ts';
import type { Before } from './interference.ts';
import { list } from './list.ts';
import { LogStore } from './logs.ts';
import { serveLog } from './serve-log.ts';
import { contentTypeOf, formOf, presentList, presentObject } from './presentation.ts';
import type { Presentation, ProtobufWriter } from './presentation.ts';
import { statusBody } from './status-form.ts';
import { StatusError, methodNotAllowed, noSuchPath, notFound, unauthorized } from './status.ts';
import { checkWatch, maxBacklogBytes, watch } from './watch.ts';

export interface ApiServerOptions {
  readonly state: ApiState;
  readonly logs?: LogStore;
  /** What /version says, and by which it is decided what the server can do. */
  readonly gitVersion?: string;
  readonly now?: () => number;
  /** Asked before each request; tests make faults and RBAC with it (test/cluster/faults.ts). Can be set at any time. */
  readonly before?: Before;
  readonly bookmarkIntervalMs?: number;
  /**
   * Kept when a server is to come back as the same: `new ApiServer({ ...options, certificates: old.certificates, token:
   * old.token })`.
   */
  readonly certificates?: Certificates;
  readonly token?: string;
  /** With it, lists and watches are in protobuf for clients that ask for it. */
  readonly protobuf?: ProtobufWriter;
}

/**
 * An API server on 127.0.0.1 that serves an {@link ApiState} over TLS to whoever has the bearer token; reading only.
 *
 *     const state = new ApiState();
 *     state.apply('pods', 'ADDED', pod);
 *     const server = await ApiServer.start({ state });
 *     server.before = (request) => (request.verb === 'watch' ? resetAfter(1000) : undefined);
 *     await server.stop();                                  // open watches are cut off
 *     await server.listen(server.port);                     // the same server is back, with the same state
 */
export class ApiServer {
  readonly state: ApiState;
  readonly logs: LogStore;
  readonly certificates: Certificates;
  #token: string;
  /** How many requests were taken in, refused ones among them. */
  requests = 0;
  before: Before | undefined;
  /** What access reviews say; requests themselves are refused by `before`. */
  allows: (asked: AccessAsked) => boolean = mayRead;
  readonly #options: ApiServerOptions;
  readonly #sockets = new Set<Duplex>();
  #server: https.Server | undefined;
  #port = 0;

  private constructor(options: ApiServerOptions, certificates: Certificates) {
    this.#options = options;
    this.state = options.state;
    this.logs = options.logs ?? new LogStore();
    this.certificates = certificates;
    this.#token = options.token ?? newToken();
    this.before = options.before;
  }

  /** Listens on `port`, or any free one. Rejects when the port is taken. */
  static async start(options: ApiServerOptions, port = 0): Promise<ApiServer> {
    const now = options.now ?? Date.now;
    const server = new ApiServer(options, options.certificates ?? (await makeCertificates(now())));
    await server.listen(port);
    return server;
  }

  get token(): string {
    return this.#token;
  }

  /**
   * From now on another token is good, and the old one no longer; watches that are open go on, as on a real server.
   * Returns the new one.
   */
  rotateToken(): string {
    this.#token = newToken();
    return this.#token;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  kubeconfig(namespace = 'default'): string {
    return kubeconfigText({ url: this.url, ca: this.certificates.ca, token: this.token, namespace });
  }

  async listen(port: number): Promise<void> {
    const { cert, key } = this.certificates;
    const server = https.createServer(
      { cert, key, keepAliveTimeout: 60_000 },
      (message, response) => void this.#serve(message, response),
    );
    server.on('connection', (socket: Duplex) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Ends at once; connections are cut off. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    this.dropConnections();
    await closed;
  }

  /** Cuts off every connection; the server goes on. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy(); // closeAllConnections leaves those whose handshake goes on
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    response.on('error', () => response.destroy()); // the client went away; nobody is left to tell
    try {
      const request = parseRequest(message);
      const action = await this.before?.(request);
      if (action && 'answer' in action) await action.answer(response);
      else if (action && 'refusal' in action) this.#refuse(new Answer(request, response, undefined), action.refusal);
      else await this.#respond(request, message, new Answer(request, response, action?.write));
    } catch (error) {
      // a request that cannot be read, or a broken interference
      response.destroy(error instanceof Error ? error : undefined);
    }
  }

  async #respond(request: ApiRequest, message: IncomingMessage, answer: Answer): Promise<void> {
    try {
      this.#authenticate(request);
      await this.#answer(request, message, answer);
    } catch (error) {
      if (answer.response.headersSent) answer.response.destroy();
      else this.#refuse(answer, error);
    }
  }

  #refuse(answer: Answer, error: unknown): void {
    const status =
      error instanceof StatusError
        ? error
        : new StatusError(500, 'InternalError', `Internal error occurred: ${String(error)}`);
    // A client whose Accept header names nothing that is spoken here is told so in JSON.
    const { contentType, body } = statusBody(status, status.code === 406 ? undefined : answer.accept);
    answer.send(status.code, [body], { 'Content-Type': contentType, ...status.headers });
  }

  #authenticate({ headers }: ApiRequest): void {
    const given = Buffer.from(headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${this.token}`);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw unauthorized();
  }

  async #answer(request: ApiRequest, message: IncomingMessage, answer: Answer): Promise<void> {
    if (isAccessReview(request)) return answer.sendJson(201, await reviewAccess(message, this.allows));
    if (!['GET', 'HEAD'].includes(request.method)) throw methodNotAllowed();
    const { gitVersion = 'v1.36.0' } = this.#options;
    const found = discovery(request.path, this.state.types, gitVersion, `127.0.0.1:${this.#port}`);
    if (typeof found === 'string') {
      return answer.send(200, [Buffer.from(found)], { 'Content-Type': 'text/plain; charset=utf-8' });
    }
    if (found) return answer.sendJson(200, found);
    const state = this.#resourceOf(request);
    if (request.target?.subresource !== undefined) return this.#subresource(request, state, answer);
    if (request.verb === 'get') return this.#get(request, state, answer);
    return request.verb === 'watch' ? this.#watch(request, state, answer) : this.#list(request, state, answer);
  }

  /** Throws a 404 for what is not served here. */
  #resourceOf({ target }: ApiRequest): ResourceState {
    const state = target && this.state.resource(target.resource);
    if (!state || (target.namespace !== undefined && !state.type.namespaced)) throw noSuchPath();
    if (isOf(target, state.type) || (state.type.name === 'events' && isOf(target, eventsInTheirOwnGroup))) return state;
    throw noSuchPath();
  }

  #presentation(request: ApiRequest, state: ResourceState): Presentation {
    const type = request.target?.group === eventsInTheirOwnGroup.group ? eventsInTheirOwnGroup : state.type;
    const { protobuf } = this.#options;
    const inProtobuf = request.verb !== 'get' && protobuf?.kinds.has(type.kind) === true && type.group === '';
    const form = formOf(request, inProtobuf);
    const includeObject = request.query.get('includeObject') ?? 'Metadata';
    return { form, type, now: this.#now(), includeObject, ...(protobuf && { protobuf }) };
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #get(request: ApiRequest, state: ResourceState, answer: Answer): void {
    const { namespace = '', name = '' } = request.target ?? {};
    const stored = state.get(namespace, name);
    if (!stored) throw notFound(state.type, name);
    answer.send(200, [presentObject(stored, this.#presentation(request, state))]);
  }

  #list(request: ApiRequest, state: ResourceState, answer: Answer): void {
    const { items, meta } = list(request, state);
    const presentation = this.#presentation(request, state);
    answer.send(200, presentList(items, meta, presentation), { 'Content-Type': contentTypeOf(presentation, 'list') });
  }

  #watch(request: ApiRequest, state: ResourceState, answer: Answer): void {
    const streamingLists = hasStreamingLists(this.#options.gitVersion ?? 'v1.36.0');
    const presentation = this.#presentation(request, state);
    checkWatch(request, streamingLists);
    watch(request, state, {
      presentation,
      bookmarkIntervalMs: this.#options.bookmarkIntervalMs ?? 60_000,
      answer,
      maxBacklogBytes,
    });
  }

  #subresource(request: ApiRequest, state: ResourceState, answer: Answer): void {
    if (state.type.name !== 'pods' || request.target?.subresource !== 'log') throw noSuchPath();
    serveLog(request, state, this.logs, answer, () => this.#now());
  }
}

const newToken = (): string => randomBytes(24).toString('base64url');

const isAccessReview = ({ method, path }: ApiRequest): boolean =>
  method === 'POST' && path === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
