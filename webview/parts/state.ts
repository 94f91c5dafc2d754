import type { HostMessage, Selection } from '../../src/shared/protocol.ts';
import type { Step } from '../../src/engine/timeline/model/phase-kinds.ts';
import type { Meaning } from './meaning.ts';
import type { Domain } from './time-scale.ts';
import { dataOf } from './many-data.ts';

export type EventColumn = 'at' | 'reason' | 'object' | 'message';

/** Two times since the chart's zero, in ms, in the order in which they were set. */
export interface Ruler {
  readonly from: number;
  readonly to: number;
}

/** All that decides what is on screen, besides the window's size and the clock. */
export interface ViewState {
  readonly message?: HostMessage;
  /** The page's clock when the message came: what runs has grown since. */
  readonly receivedAt: number;
  readonly selection?: Selection;
  /** Absent: everything is in view. */
  readonly domain?: Domain;
  readonly off: ReadonlySet<Meaning>;
  readonly filter: string;
  readonly sort: { readonly by: EventColumn; readonly descending: boolean };
  readonly ruler?: Ruler;
  /** Dragging measures instead of moving. */
  readonly measuring: boolean;
  readonly followedReveal: number;
  /** The container whose log is listed. */
  readonly log?: { readonly container: string; readonly previous: boolean };
  /** Keys of the changes whose effect is shown. */
  readonly tried: ReadonlySet<string>;
  readonly many: ManyView;
}

/** How many pods are shown. */
export interface ManyView {
  readonly sort: 'creation' | 'total' | 'name' | `phase:${Step}`;
  readonly align: 'clock' | 'creation';
  /** Uids of the rows whose containers are shown. */
  readonly open: ReadonlySet<string>;
  /** Keys of the groups whose pods are not shown. */
  readonly closed: ReadonlySet<string>;
  /** Uids of the pods to compare, two at most. */
  readonly picked: readonly string[];
  /** Only the pods with this cause are listed. */
  readonly cause?: string;
  readonly active?: string;
  /** What part of the time the list shows. Absent: all. */
  readonly domain?: Domain;
  /** The pod whose own chart is shown instead of the list. */
  readonly drilled?: string;
}

export const initialState: ViewState = {
  receivedAt: 0,
  off: new Set(),
  filter: '',
  sort: { by: 'at', descending: false },
  measuring: false,
  followedReveal: 0,
  tried: new Set(),
  many: { sort: 'creation', align: 'creation', open: new Set(), closed: new Set(), picked: [] },
};

/** Takes in a snapshot. What the user did stays, unless the host asks to show something it has not asked for yet. */
export function receive(state: ViewState, message: HostMessage, clock: number): ViewState {
  const next = { ...state, message, receivedAt: clock, many: openFew(state, message) };
  const reveal = message.type === 'timeline' ? message.reveal : undefined;
  return reveal && reveal.serial !== state.followedReveal
    ? { ...next, selection: reveal.selection, followedReveal: reveal.serial }
    : next;
}

/** There is room for the containers of one or two pods: at first they are shown. */
function openFew({ message: before, many }: ViewState, message: HostMessage): ManyView {
  if (message.type !== 'pods' || message.reading || (before?.type === 'pods' && !before.reading)) return many;
  const { pods } = dataOf(message);
  return pods.length <= 2 ? { ...many, open: new Set(pods.map(({ uid }) => uid)) } : many;
}

/**
 * The host's time now: its time at the snapshot, moved on by the page's clock. A snapshot that is not live stands
 * still.
 */
export function nowOf(state: ViewState, clock: number): number {
  const { message } = state;
  if (!message || message.type === 'message') return 0;
  return message.liveness.state === 'live' ? message.now + (clock - state.receivedAt) : message.now;
}

export function select(state: ViewState, selection: Selection | undefined): ViewState {
  const { selection: _, ...rest } = state;
  return selection ? { ...rest, selection } : rest;
}

export function show(state: ViewState, domain: Domain | undefined): ViewState {
  const { domain: _, ...rest } = state;
  return domain ? { ...rest, domain } : rest;
}

export function measure(state: ViewState, ruler: Ruler | undefined): ViewState {
  const { ruler: _, ...rest } = state;
  return ruler ? { ...rest, ruler } : rest;
}

/** Switches a meaning off or on in the legend. */
export function toggleMeaning(state: ViewState, meaning: Meaning): ViewState {
  const off = new Set(state.off);
  if (!off.delete(meaning)) off.add(meaning);
  return { ...state, off };
}

/** Takes changes into what is tried, or out of it. */
export function tryChanges(state: ViewState, keys: readonly string[], on: boolean): ViewState {
  const tried = new Set(state.tried);
  for (const key of keys) {
    if (on) tried.add(key);
    else tried.delete(key);
  }
  return { ...state, tried };
}

/** Sorts by a column; the second time the other way round. */
export const sortBy = (state: ViewState, by: EventColumn): ViewState => ({
  ...state,
  sort: { by, descending: state.sort.by === by && !state.sort.descending },
});

/** Lists a container's log, or closes the list. */
export function showLog(state: ViewState, log: ViewState['log']): ViewState {
  const { log: _, ...rest } = state;
  return log ? { ...rest, log } : rest;
}

/** Shows one pod's chart instead of the list; the list is left as it is. */
export const drill = (state: ViewState, uid: string): ViewState => ({
  ...withoutPod(state),
  many: { ...state.many, drilled: uid },
});

/** Goes from a pod's chart back to the list. */
export function backToList(state: ViewState): ViewState {
  const { drilled: _, ...many } = state.many;
  return { ...withoutPod(state), many };
}

/** Without what was done to the chart of the pod that is left. */
function withoutPod(state: ViewState): ViewState {
  const { selection: _s, domain: _d, ruler: _r, log: _l, ...rest } = state;
  return { ...rest, tried: new Set() };
}

/** Zooms the list. */
export function showInList(state: ViewState, domain: Domain | undefined): ViewState {
  const { domain: _, ...many } = state.many;
  return { ...state, many: domain ? { ...many, domain } : many };
}

/** Opens or closes the pods of a group. */
export function toggleGroup(state: ViewState, key: string): ViewState {
  const closed = new Set(state.many.closed);
  if (!closed.delete(key)) closed.add(key);
  return { ...state, many: { ...state.many, closed } };
}

/** Takes a pod into the comparison or out of it; a third one takes the place of the second. */
export function togglePick(state: ViewState, uid: string): ViewState {
  const { picked } = state.many;
  return {
    ...state,
    many: {
      ...state.many,
      picked: picked.includes(uid) ? picked.filter((one) => one !== uid) : [...picked.slice(0, 1), uid],
    },
  };
}

/** Lists only the pods with this cause, or all again. */
export function toggleCause(state: ViewState, cause: string): ViewState {
  const { cause: before, ...many } = state.many;
  return { ...state, many: before === cause ? many : { ...many, cause } };
}

/** Opens or closes the containers of a row. */
export function toggleRow(state: ViewState, uid: string): ViewState {
  const open = new Set(state.many.open);
  if (!open.delete(uid)) open.add(uid);
  return { ...state, many: { ...state.many, open } };
}
