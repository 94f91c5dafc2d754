import type { BaseType, Selection as D3Selection } from 'd3';
import { text, type Text } from '../../src/timeline/text.ts';
import type { EventRow, Timeline } from '../../src/timeline/timeline.ts';
import type { Scene } from '../actions.ts';
import { plain, short } from '../chart/plain.ts';
import { originOf } from '../chart/span.ts';
import { control, only, type Some } from '../dom.ts';
import type { Speech } from '../language.ts';
import type { EventColumn, ViewState } from '../state.ts';
import { relatedTo } from './related.ts';
import { visibleEvents } from './visible-events.ts';

const columns: readonly { readonly id: EventColumn; readonly name: Text }[] = [
  { id: 'at', name: text('at') },
  { id: 'reason', name: text('event') },
  { id: 'container', name: text('container') },
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
  const rows = section.classed('all') ? matching : matching.filter((event, index) => index < rowsAtFirst || related.has(event.uid));
  const table = only(section, 'table', 'event-table').attr('aria-label', speech.say(text('Events')));
  drawHead(only(table, 'thead', 'head'), scene, speech);
  drawRows(only(table, 'tbody', 'body'), rows, { timeline, scene, speech });
  drawMore(section, matching.length - rows.length, speech, () => drawEvents(parent, timeline, scene, speech));
  only(section, 'p', 'nothing').text(rows.length > 0 ? '' : emptyWords(timeline, speech));
}

/** More rows are a click away: two thousand of them would cost every reader what few look for. */
const rowsAtFirst = 200;

function drawMore(section: Some<HTMLElement>, count: number, speech: Speech, draw: () => void): void {
  const button = only(section, 'button', 'more').classed('link', true).attr('type', 'button').attr('hidden', count > 0 ? null : '');
  button.text(speech.say(text('Show {count} more', { count }))).on('click', () => {
    section.classed('all', true);
    draw();
  });
}

const emptyWords = (timeline: Timeline, speech: Speech): string =>
  speech.say(timeline.events.length > 0 ? text('No event matches the filter.') : text('No events: they expire after an hour, or none were seen yet. What the pod itself says is still drawn.'));

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
  cells.select('button').text((column) => speech.say(column.name)).on('click', (_, column) => actions.sort(column.id));
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
    .join((enter) => {
      const row = enter.append('tr');
      row.append('td').attr('class', 'at');
      row.append('td').attr('class', 'reason').append('button').attr('type', 'button').attr('class', 'row-button');
      row.append('td').attr('class', 'container');
      const message = row.append('td').attr('class', 'message');
      message.append('span').attr('class', 'words');
      message.append('span').attr('class', 'times');
      return row;
    })
    .order();
  fillRows(rows, input);
  const { actions } = input.scene;
  rows.on('click', (_, event) => actions.select({ kind: 'event', uid: event.uid })).on('dblclick', (_, event) => actions.openEvent(event.uid));
  rows.select('button').on('keydown', (key: KeyboardEvent, event) => {
    if (key.key === 'Enter') actions.openEvent(event.uid);
    if (key.key === 'ArrowDown' || key.key === 'ArrowUp') stepRow(key);
  });
}

function fillRows(rows: Rows, { timeline, scene, speech }: RowInput): void {
  const origin = originOf(timeline);
  const related = relatedTo(timeline, scene.state.selection);
  rows
    .attr('class', (event) => `event type-${event.type}${related.has(event.uid) ? ' selected' : ''}`)
    .attr('data-event', (event) => event.uid)
    .attr('data-vscode-context', (event) => JSON.stringify({ webviewSection: 'event', eventUid: event.uid, podUid: timeline.pod.uid, preventDefaultContextMenuItems: true }));
  rows.select('.at').text((event) => speech.duration(event.at.at - origin)).attr('title', (event) => speech.clock(event.at.at));
  rows.select<HTMLButtonElement>('.row-button').attr('aria-pressed', (event) => related.has(event.uid)).attr('title', (event) => short(event.reason, 100)).text((event) => `${short(event.reason, 60)}${event.count > 1 ? ` ×${event.count}` : ''}`);
  rows.select('.container').attr('title', (event) => short(event.container ?? event.object ?? '', 300)).text((event) => short(event.container ?? event.object ?? '', 60));
  rows.select('.message').attr('title', (event) => short(event.message, 1000));
  rows.select('.message .words').text((event) => plain(event.message));
  rows.select('.message .times').text((event) => timesOf(event, origin, speech));
}

/** When an event that was counted came first and last; shown with the selected row. */
function timesOf({ count, at, lastAt }: EventRow, origin: number, speech: Speech): string {
  if (count < 2) return '';
  const first = `${speech.duration(at.at - origin)} · ${speech.clock(at.at)}`;
  if (lastAt === undefined) return speech.say(text('{count} times, first at {first}', { count, first }));
  return speech.say(text('{count} times, first at {first}, last at {last}', { count, first, last: `${speech.duration(lastAt - origin)} · ${speech.clock(lastAt)}` }));
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
