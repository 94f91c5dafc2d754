import { STATUS_CODES } from 'node:http';
import type { Readable } from 'node:stream';
import { text } from '../timeline/text.ts';
import type { ApiAnswer } from './connection.ts';
import { BadAnswer, HttpError } from './problems.ts';

const MAX_ERROR_BYTES = 64 * 1024;

/** Why an answer cannot be used; absent for one that can. API servers answer neither web pages nor redirects: those are of proxies, logins and consoles. */
export async function refusalOf(answer: ApiAnswer): Promise<Error | undefined> {
  const { status, headers, body } = answer;
  const isPage = headers['content-type']?.startsWith('text/html') === true;
  if (status >= 200 && status < 300) return isPage ? pageInstead(await beginningOf(body)) : undefined;
  const said = await beginningOf(body);
  if (status >= 300 && status < 400 && headers.location !== undefined) return new BadAnswer(text('a redirect to {place}', { place: placeOf(headers.location) }));
  const retryAfter = Number(headers['retry-after']);
  const { message, reason } = statusOf(said);
  const detail = message ?? (isPage ? titleOf(said) : said.slice(0, 200).trim());
  return new HttpError(status, detail === '' ? (STATUS_CODES[status] ?? '') : detail, reason, Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter * 1000 : undefined);
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

async function beginningOf(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > MAX_ERROR_BYTES) break;
    }
  } catch (error) {
    return chunks.length === 0 ? String(error) : Buffer.concat(chunks).toString('utf8');
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The Status object of the API, when the answer is one. */
function statusOf(said: string): { readonly message?: string; readonly reason?: string } {
  try {
    const { message, reason } = JSON.parse(said) as { message?: unknown; reason?: unknown };
    return { ...(typeof message === 'string' && { message }), ...(typeof reason === 'string' && { reason }) };
  } catch {
    return {}; // A proxy's page, or text: shown as it is.
  }
}
