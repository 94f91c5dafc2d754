export const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** `"items"` at depth 1: its elements are at depth 3. */
const ITEM_DEPTH = 3;

/**
 * Cuts the JSON of a list into its items while the bytes arrive, and keeps the rest, which is small.
 * It knows strings, escapes and nesting, and nothing else of JSON: each piece is parsed by JSON.parse.
 */
class ListScanner {
  #depth = 0;
  #inString = false;
  #escaped = false;
  #place: 'frame' | 'between' | 'item' = 'frame';
  /** Bytes of the item that is cut by a chunk's end. */
  #partial: Buffer[] = [];
  /** All that is outside of the items. */
  readonly #frame: Buffer[] = [];

  /** The items that this chunk completes. */
  push(chunk: Buffer): Buffer[] {
    const items: Buffer[] = [];
    let depth = this.#depth;
    let inString = this.#inString;
    let escaped = this.#escaped;
    let from = 0;
    const length = chunk.length;
    for (let at = 0; at < length; at += 1) {
      let byte = chunk[at];
      if (inString) {
        if (escaped) {
          escaped = false;
          continue;
        }
        while (byte !== QUOTE && byte !== BACKSLASH && at < length) byte = chunk[(at += 1)];
        if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        depth += 1;
        if (depth <= ITEM_DEPTH) from = this.#opened(chunk, depth, from, at);
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth -= 1;
        if (depth < ITEM_DEPTH) from = this.#closed(chunk, depth, from, at, items);
      }
    }
    if (this.#place === 'item') this.#partial.push(chunk.subarray(from));
    else if (this.#place === 'frame') this.#frame.push(Buffer.from(chunk.subarray(from)));
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = escaped;
    return items;
  }

  /** The list with no items in it, as JSON. Throws when the end is missing. */
  end(): string {
    if (this.#depth !== 0 || this.#inString) throw new SyntaxError('the list was cut off');
    return Buffer.concat(this.#frame).toString('utf8');
  }

  /** Returns where the piece that is being read begins. */
  #opened(chunk: Buffer, depth: number, from: number, at: number): number {
    if (this.#place === 'frame' && depth === 2 && this.#endsWithItemsKey(chunk.subarray(from, at))) {
      this.#frame.push(Buffer.from(chunk.subarray(from, at + 1)));
      this.#place = 'between';
    } else if (this.#place === 'between' && depth === ITEM_DEPTH) {
      this.#place = 'item';
      return at;
    }
    return from;
  }

  #closed(chunk: Buffer, depth: number, from: number, at: number, items: Buffer[]): number {
    if (this.#place === 'item' && depth === ITEM_DEPTH - 1) {
      items.push(this.#complete(chunk.subarray(from, at + 1)));
      this.#place = 'between';
    } else if (this.#place === 'between' && depth === 1) {
      this.#place = 'frame';
      return at;
    }
    return from;
  }

  #complete(tail: Buffer): Buffer {
    if (this.#partial.length === 0) return tail;
    const item = Buffer.concat([...this.#partial, tail]);
    this.#partial = [];
    return item;
  }

  /** Whether the bracket that begins after `tail` is the value of "items". */
  #endsWithItemsKey(tail: Buffer): boolean {
    const before = Buffer.concat([...this.#frame, tail])
      .toString('latin1')
      .trimEnd();
    return before.endsWith(':') && before.slice(0, -1).trimEnd().endsWith('"items"');
  }
}

/**
 * How the API server begins the items of a list, and goes from one to the next: compact, and without kind and
 * apiVersion.
 */
const FIRST_ITEM = Buffer.from('"items":[{"metadata":{');
const NEXT_ITEM = Buffer.from('},{"metadata":{');
const LIST_END = Buffer.from(']}');

/** By then a list has begun with items, or it is written in another way. */
const HEAD_BYTES = 8192;

/**
 * The items of a list as pieces of its text. Where the list is written as the API server does, the cuts are found by a
 * search (ten times faster than reading each byte); a piece that is no JSON then was cut inside of an item and goes
 * together with the next one. Any other list is read by {@link ListScanner}.
 */
export class ListPieces {
  #head = '';
  #mode: 'unknown' | 'search' | 'scan' = 'unknown';
  readonly #scanner = new ListScanner();
  #rest: Buffer = Buffer.alloc(0);
  #queue: Buffer[] = [];
  #queued = 0;

  push(chunk: Buffer): Buffer[] {
    if (this.#mode === 'scan') return this.#scanner.push(chunk);
    this.#queue.push(chunk);
    this.#queued += chunk.length;
    // A big item comes in many chunks: what is kept doubles before it is copied again.
    if (this.#queued < this.#rest.length) return [];
    return this.#mode === 'search' ? this.#search() : this.#begin(HEAD_BYTES);
  }

  #itemsLeft(): Buffer[] {
    if (this.#mode === 'unknown') return this.#begin(0);
    return this.#mode === 'search' ? this.#search() : [];
  }

  end(): { readonly last: Buffer[]; readonly frame: string } {
    const last = this.#itemsLeft();
    if (this.#mode === 'scan') return { last, frame: this.#scanner.end() };
    const end = this.#rest.lastIndexOf(LIST_END);
    if (end < 0 || this.#rest.toString('latin1', end + LIST_END.length).trim() !== '') {
      throw new SyntaxError('the list was cut off');
    }
    return { last: [...last, this.#rest.subarray(0, end)], frame: `${this.#head}]}` };
  }

  #begin(headBytes: number): Buffer[] {
    const text = this.#take();
    const first = text.indexOf(FIRST_ITEM);
    const head = first < 0 ? '' : text.toString('utf8', 0, first + FIRST_ITEM.length - '{"metadata":{'.length);
    if (first < 0 && text.length < headBytes) {
      this.#rest = text;
      return [];
    }
    if (!head.includes('"metadata":')) {
      this.#mode = 'scan';
      return this.#scanner.push(text);
    }
    this.#mode = 'search';
    this.#head = head;
    return this.#cut(text.subarray(Buffer.byteLength(head)), 0);
  }

  #search(): Buffer[] {
    const known = this.#rest.length;
    return this.#cut(this.#take(), Math.max(0, known - NEXT_ITEM.length));
  }

  #cut(text: Buffer, from: number): Buffer[] {
    const pieces: Buffer[] = [];
    let begin = 0;
    for (let at = text.indexOf(NEXT_ITEM, from); at >= 0; at = text.indexOf(NEXT_ITEM, at + 1)) {
      pieces.push(text.subarray(begin, at + 1));
      begin = at + 2;
    }
    this.#rest = text.subarray(begin);
    return pieces;
  }

  #take(): Buffer {
    const text =
      this.#rest.length === 0 && this.#queue.length === 1 && this.#queue[0]
        ? this.#queue[0]
        : Buffer.concat([this.#rest, ...this.#queue]);
    this.#queue = [];
    this.#queued = 0;
    return text;
  }
}

/** Throws when the text of an item ends inside of it. */
export function checkNotCut(item: Buffer): void {
  const scanner = new ListScanner();
  scanner.push(item);
  scanner.end();
}

const FIELD_SET = Buffer.from('"fieldsV1":{');

/**
 * Copies a JSON text without the field sets of metadata.managedFields, which are a third of a pod and which nobody
 * reads; the answer is where the copy ends. Inside a string the pattern cannot occur (its quotes would be escaped), so
 * the only thing to find is the matching bracket.
 */
export function copyWithoutFieldSets(json: Buffer, into: Buffer, start: number): number {
  let to = start;
  let from = 0;
  for (let at = json.indexOf(FIELD_SET); at >= 0; at = json.indexOf(FIELD_SET, from)) {
    const end = closingBracket(json, at + FIELD_SET.length);
    if (end < 0) break;
    to += json.copy(into, to, from, at + FIELD_SET.length);
    from = end;
  }
  return to + json.copy(into, to, from);
}

/** The position of the bracket that closes the object whose inside begins at `from`; -1 when there is none. */
function closingBracket(json: Buffer, from: number): number {
  let depth = 1;
  for (let at = from; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) at = closingQuote(json, at + 1);
    else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) depth += 1;
    else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) depth -= 1;
    if (depth === 0) return at;
    if (at < 0) return -1;
  }
  return -1;
}

function closingQuote(json: Buffer, from: number): number {
  let at = from;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at < json.length ? at : -2;
}
