import { select, type BaseType, type Selection as D3Selection } from 'd3';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { EventRow, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import type { Scene } from '../parts/actions.ts';
import { plain, short } from '../parts/plain.ts';
import { originOf } from '../parts/span.ts';
import { control, drawIfNew, only, sketch, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import type { EventColumn, ViewState } from '../parts/state.ts';
import { ellipsizeMiddle } from '../parts/ellipsize-middle.ts';
import { roundedTime } from './precise.ts';
import { relatedTo } from './related.ts';
import { visibleEvents } from './visible-events.ts';

const columns: readonly { readonly id: EventColumn; readonly name: Text }[] = [
  { id: 'at', name: text('at') },
  { id: 'reason', name: text('event') },
  { id: 'object', name: text('object') },
  { id: 'message', name: text('message') },
];

/** The table of events: filtered, sorted, and selected together with the bars. */
export function drawEvents(parent: Some<HTMLElement>, timeline: Timeline, scene: Scene, speech: Speech): void {
  const section = only(parent, 'section', 'events').attr('aria-label', speech.say(text('Events')));
  const bar = only(section, 'div', 'events-bar');
  only(bar, 'h2', 'title').text(speech.say(text('Events')));
  drawFilter(bar, scene, speech);
  const matching = visibleEvents(timeline.events, scene.state);
  const related = relatedTo(timeline, scene.state.selection);
  const rows = section.classed('all')
    ? matching
    : matching.filter((event, index) => index < rowsAtFirst || related.has(event.uid));
  const table = only(section, 'table', 'event-table').attr('aria-label', speech.say(text('Events')));
  drawIfNew(only(table, 'thead', 'head'), [scene.state.sort, speech.locale], (head) => drawHead(head, scene, speech));
  drawRows(only(table, 'tbody', 'body'), rows, { timeline, scene, speech });
  drawMore(section, matching.length - rows.length, speech, () => drawEvents(parent, timeline, scene, speech));
  only(section, 'p', 'nothing').text(rows.length > 0 ? '' : emptyWords(timeline, speech));
}

/** More rows are a click away: two thousand of them would cost every reader what few look for. */
const rowsAtFirst = 200;

function drawMore(section: Some<HTMLElement>, count: number, speech: Speech, draw: () => void): void {
  const button = only(section, 'button', 'more')
    .classed('link', true)
    .attr('type', 'button')
    .attr('hidden', count > 0 ? null : '');
  button.text(speech.say(text('Show {count} more', { count }))).on('click', () => {
    section.classed('all', true);
    draw();
  });
}

const emptyWords = (timeline: Timeline, speech: Speech): string =>
  speech.say(
    timeline.events.length > 0
      ? text('No event matches the filter.')
      : text('No events: they expire after an hour, or none were seen yet. What the pod itself says is still drawn.'),
  );

function drawFilter(bar: Some<HTMLElement>, { state, actions }: Scene, speech: Speech): void {
  const label = speech.say(text('Filter events'));
  const field = control(bar, 'vscode-text-field', 'filter').attr('placeholder', label).attr('aria-label', label);
  field.property('value', state.filter).on('input', (event: Event) => actions.filter(valueOf(event)));
}

const valueOf = (event: Event): string => (event.target && 'value' in event.target ? String(event.target.value) : '');

function drawHead(head: Some<HTMLElement>, { state, actions }: Scene, speech: Speech): void {
  const cells = only(head, 'tr', 'row')
    .selectChildren<HTMLTableCellElement, (typeof columns)[number]>('th')
    .data(columns)
    .join((enter) => {
      const cell = enter.append('th').attr('scope', 'col');
      cell.append('button').attr('type', 'button').attr('class', 'sort');
      return cell;
    })
    .attr('aria-sort', (column) => ariaSort(column.id, state));
  cells
    .select('button')
    .text((column) => speech.say(column.name))
    .on('click', (_, column) => actions.sort(column.id));
}

function ariaSort(column: EventColumn, { sort }: ViewState): 'ascending' | 'descending' | 'none' {
  if (sort.by !== column) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

interface RowInput {
  readonly timeline: Timeline;
  readonly scene: Scene;
  readonly speech: Speech;
}

type Rows = D3Selection<HTMLTableRowElement, EventRow, BaseType, unknown>;

function drawRows(body: Some<HTMLElement>, events: readonly EventRow[], input: RowInput): void {
  const rows = body
    .selectChildren<HTMLTableRowElement, EventRow>('tr')
    .data(events, (event) => event.uid)
    .join((enter) => enter.append(() => newRow(body)))
    .order();
  fillRows(rows, input);
  listen(body, input.scene);
}

let blank: HTMLElement | undefined;

/** Rows are many: a copy costs less than to make each anew. */
function newRow(body: Some<HTMLElement>): HTMLTableRowElement {
  blank ??= emptyRow(body.node() ?? document.body);
  return blank.cloneNode(true) as HTMLTableRowElement;
}

function emptyRow(place: HTMLElement): HTMLElement {
  const row = sketch(
    place,
    'tr',
    ['at', 'reason', 'object', 'message'].map((name) => ['td', name] as const),
  ) as HTMLElement;
  const button = sketch(place, 'td', [['button', 'row-button']]).children[0];
  button?.setAttribute('type', 'button');
  if (button) row.children[1]?.append(button);
  row.children[3]?.append(
    ...sketch(place, 'td', [
      ['span', 'words'],
      ['span', 'times'],
    ]).children,
  );
  return row;
}

/** On the whole table: its rows come and go with each snapshot. */
function listen(body: Some<HTMLElement>, { actions }: Scene): void {
  const uidAt = ({ target }: Event): string | undefined =>
    target instanceof Element ? target.closest('tr')?.dataset['event'] : undefined;
  const on =
    <E extends Event>(act: (uid: string, event: E) => void) =>
    (event: E): void => {
      const uid = uidAt(event);
      if (uid !== undefined) act(uid, event);
    };
  body
    .on(
      'click',
      on((uid) => actions.select({ kind: 'event', uid })),
    )
    .on(
      'dblclick',
      on((uid) => actions.openEvent(uid)),
    );
  body.on(
    'keydown',
    on((uid, key: KeyboardEvent) => {
      if (key.key === 'Enter') actions.openEvent(uid);
      if (key.key === 'ArrowDown' || key.key === 'ArrowUp') stepRow(key);
    }),
  );
}

function fillRows(rows: Rows, { timeline, scene, speech }: RowInput): void {
  const origin = originOf(timeline);
  const related = relatedTo(timeline, scene.state.selection);
  rows.each(function (event) {
    const picked = related.has(event.uid);
    drawIfNew(select<HTMLElement, unknown>(this), [event, picked, origin, speech.locale], () =>
      fillRow(this, event, { picked, origin, podUid: timeline.pod.uid, speech }),
    );
  });
}

interface CellInput {
  readonly picked: boolean;
  readonly origin: number;
  readonly podUid: string;
  readonly speech: Speech;
}

function fillRow(row: HTMLElement, event: EventRow, { picked, origin, podUid, speech }: CellInput): void {
  const reason = `${short(event.reason, 60)}${event.count > 1 ? ` ×${event.count}` : ''}`;
  const object = event.container ?? event.object ?? speech.say(text('Pod'));
  row.className = `event type-${event.type}${picked ? ' selected' : ''}`;
  row.dataset['event'] = event.uid;
  row.dataset['vscodeContext'] = JSON.stringify({
    webviewSection: 'event',
    eventUid: event.uid,
    podUid,
    preventDefaultContextMenuItems: true,
  });
  const cell = (name: string, words: string, title: string): void => {
    const element = row.querySelector<HTMLElement>(name);
    if (!element) return;
    element.textContent = words;
    element.title = title;
  };
  cell(
    '.at',
    roundedTime(event.at.at - origin, event.at.latest - event.at.earliest, speech),
    speech.clock(event.at.at),
  );
  cell('.row-button', reason, short(event.reason, 100));
  cell(
    '.object',
    picked ? plain(object) : ellipsizeMiddle(short(object, 300), objectLength, (part) => part.length),
    short(object, 300),
  );
  cell('.words', plain(event.message), short(event.message, 1000));
  cell(
    '.times',
    timesOf(event, origin, speech),
    event.lastAt === undefined ? '' : `${speech.clock(event.at.at)} – ${speech.clock(event.lastAt)}`,
  );
  row.querySelector('.row-button')?.setAttribute('aria-pressed', String(picked));
}

/** Names are cut beyond this: `ReplicaSet/payments-7ff88c99f6` is not. */
const objectLength = 40;

/** When an event that was counted came first and last. */
function timesOf({ count, at, lastAt, lastKnownTo }: EventRow, origin: number, speech: Speech): string {
  if (count < 2) return '';
  const first = roundedTime(at.at - origin, at.latest - at.earliest, speech);
  if (lastAt === undefined) return speech.say(text('{count} times, first at {first}', { count, first }));
  return speech.say(
    text('{count} times, first at {first}, last at {last}', {
      count,
      first,
      last: roundedTime(lastAt - origin, lastKnownTo ?? 1000, speech),
    }),
  );
}

function stepRow(key: KeyboardEvent): void {
  if (!(key.target instanceof HTMLElement)) return;
  const row = key.target.closest('tr');
  const next = key.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const button = next?.querySelector<HTMLElement>('.row-button');
  if (!button) return;
  key.preventDefault();
  button.focus();
}
