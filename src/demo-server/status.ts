import { qualifiedName, type ResourceType } from '../engine/engine.ts';

/** An answer other than success: metav1.Status, worded as apimachinery's api/errors does. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  /** ListMeta of the status, for example a continue token. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: number,
    reason: string,
    message: string,
    more: Partial<Pick<StatusError, 'details' | 'metadata' | 'headers'>> = {},
  ) {
    super(message);
    this.name = 'StatusError';
    this.code = code;
    this.reason = reason;
    this.details = more.details;
    this.metadata = more.metadata ?? {};
    this.headers = more.headers ?? {};
  }

  toJSON(): Record<string, unknown> {
    const { metadata, message, reason, details, code } = this;
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
      status: 'Failure',
      message,
      reason,
      ...(details && { details }),
      code,
    };
  }
}

export const unauthorized = (): StatusError => new StatusError(401, 'Unauthorized', 'Unauthorized');

export const notFound = (type: ResourceType, name: string): StatusError =>
  new StatusError(404, 'NotFound', `${qualifiedName(type)} "${name}" not found`, {
    details: { name, ...(type.group && { group: type.group }), kind: type.name },
  });

export const noSuchPath = (): StatusError =>
  new StatusError(404, 'NotFound', 'the server could not find the requested resource', { details: {} });

export const forbidden = (
  user: string,
  verb: string,
  type: ResourceType,
  namespace: string | undefined,
  name = '',
): StatusError => {
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = `User "${user}" cannot ${verb} resource "${type.name}" in API group "${type.group}" ${where}`;
  const subject = name === '' ? qualifiedName(type) : `${qualifiedName(type)} "${name}"`;
  return new StatusError(403, 'Forbidden', `${subject} is forbidden: ${what}`, {
    details: { ...(name && { name }), ...(type.group && { group: type.group }), kind: type.name },
  });
};

export const methodNotAllowed = (): StatusError =>
  new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {
    details: {},
  });

export const badRequest = (message: string): StatusError => new StatusError(400, 'BadRequest', message);

export const notAcceptable = (): StatusError =>
  new StatusError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/json;as=Table;v=v1;g=meta.k8s.io',
  );

/** Of a watch from before the history, or a list at such a version. */
export const tooOld = (version: number, oldest: number): StatusError =>
  new StatusError(410, 'Expired', `too old resource version: ${version} (${oldest})`);

export const tooLarge = (version: number, current: number): StatusError =>
  new StatusError(504, 'Timeout', `Too large resource version: ${version}, current: ${current}`, {
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
    headers: { 'Retry-After': '1' },
  });

export const expiredContinue = (token: string): StatusError =>
  new StatusError(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    { metadata: { continue: token } },
  );

export const invalidListOptions = (field: string, detail: string): StatusError =>
  new StatusError(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: ${field}: ${detail}`, {
    details: {
      group: 'meta.k8s.io',
      kind: 'ListOptions',
      causes: [{ reason: 'FieldValueForbidden', message: detail, field }],
    },
  });
