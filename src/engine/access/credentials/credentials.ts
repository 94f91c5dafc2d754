import type { Weakness } from './weakness.ts';

/** How a user of the kubeconfig authenticates: what each request and each new connection carries. */
export interface Credentials {
  /** Headers for a request, fresh. */
  headers(signal: AbortSignal): Promise<Readonly<Record<string, string | readonly string[]>>>;
  /** The client certificate for a new connection, PEM. */
  certificate(signal: AbortSignal): Promise<ClientCertificate>;
  /** The server said 401: forget what is cached. True when another try can have another outcome. */
  rejected(): boolean;
  /** What can be seen in them that explains a refusal by the server, for example that they have expired. */
  weakness?(): Promise<Weakness | undefined>;
  /** The user wants to try now what would be tried later. */
  retry?(): void;
}

export interface ClientCertificate {
  readonly cert?: Buffer | string;
  readonly key?: Buffer | string;
}
