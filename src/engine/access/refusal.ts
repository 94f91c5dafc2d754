import { STATUS_CODES } from 'node:http';
import type { Readable } from 'node:stream';
import { text } from '../timeline/model/text.ts';
import { readAtMost } from './read-at-most.ts';
import { BadAnswer, HttpError } from './problems.ts';
import { isProtobuf, readStatusAnswer } from '../decode/protobuf/protobuf-frames.ts';
import { messageOf } from '../errors.ts';
import type { ApiAnswer } from './api-answer.ts';
import { withoutSecrets } from './secrets.ts';

const MAX_ERROR_BYTES = 64 * 1024;

/** What is said instead of a Status is cut here. */
const MOST_SAID = 200;

/**
 * Why an answer cannot be used; absent for one that can. API servers answer neither web pages nor redirects: those are
 * of proxies, logins and consoles. A server may repeat what was sent to authenticate; nobody reads that.
 */
export async function refusalOf(answer: ApiAnswer): Promise<Error | undefined> {
  const { status, headers, body, secrets = [] } = answer;
  const isPage = /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(headers['content-type'] ?? '');
  const clean = (foreign: string): string => withoutSecrets(foreign, secrets);
  if (status >= 200 && status < 300) return isPage ? pageInstead(clean(await beginningOf(body))) : undefined;
  if (status >= 300 && status < 400 && headers.location !== undefined) {
    body.destroy();
    return new BadAnswer(text('a redirect to {place}', { place: placeOf(clean(headers.location)) }));
  }
  const retryAfter = Number(headers['retry-after']);
  const { detail, reason } = await wordsOf(body, isPage, clean);
  const told = detail === '' ? (STATUS_CODES[status] ?? '') : detail;
  return new HttpError(
    status,
    told,
    reason,
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter * 1000 : undefined,
  );
}

function pageInstead(html: string): BadAnswer {
  const title = titleOf(html);
  return new BadAnswer(title === '' ? text('a web page') : text('a web page ({title})', { title }));
}

const titleOf = (html: string): string => (/<title[^>]*>([^<]*)/i.exec(html)?.[1] ?? '').trim().slice(0, 100);

/** Without the query, which may hold a secret of the login. */
function placeOf(location: string): string {
  const url = URL.parse(location);
  return url ? `${url.protocol}//${url.host}` : (location.split('?', 1)[0] ?? '').slice(0, 100);
}

interface Words {
  /** Empty when the server said nothing that can be read. */
  readonly detail: string;
  readonly reason?: string;
}

/** The Status of the API in the form that was asked for, a page's title, or the text as it is. */
async function wordsOf(body: Readable, isPage: boolean, clean: (foreign: string) => string): Promise<Words> {
  const { bytes, error } = await readAtMost(body, MAX_ERROR_BYTES);
  if (bytes.length === 0) return { detail: error === undefined ? '' : messageOf(error) };
  const { message, reason } = isProtobuf(bytes) ? statusInProtobuf(bytes) : statusInJson(bytes);
  const told = reason !== undefined && reason !== '' ? { reason } : {};
  if (message !== undefined) return { detail: clean(message), ...told };
  const said = clean(bytes.toString('utf8'));
  return { detail: isPage ? titleOf(said) : readable(said.slice(0, MOST_SAID).trim()), ...told };
}

async function beginningOf(body: Readable): Promise<string> {
  return (await readAtMost(body, MAX_ERROR_BYTES)).bytes.toString('utf8');
}

/** Nothing of what is binary: bytes that are no UTF-8, or control characters. */
const readable = (said: string): string => (/[\0-\x08\x0e-\x1f\x7f-\x9f\ufffd]/.test(said) ? '' : said);

interface StatusWords {
  readonly message?: string;
  readonly reason?: string;
}

function statusInJson(bytes: Buffer): StatusWords {
  try {
    const { message, reason } = JSON.parse(bytes.toString('utf8')) as { message?: unknown; reason?: unknown };
    return { ...(typeof message === 'string' && { message }), ...(typeof reason === 'string' && { reason }) };
  } catch {
    return {}; // A proxy's page, or text: shown as it is.
  }
}

function statusInProtobuf(bytes: Buffer): StatusWords {
  try {
    return readStatusAnswer(bytes);
  } catch {
    return { message: '' }; // cut off or no message: the status code is all that can be told
  }
}
