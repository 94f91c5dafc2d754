import type { ClaimFacts, EventFacts, NodeFacts, OwnerFacts, PodFacts } from '../timeline/model/facts.ts';
import type { EpochMs } from '../timeline/model/units.ts';

/** How a client came to know of an object: see `PodObservation.how`. */
export type How = 'listed' | 'watched' | 'deleted';

interface Seen<Resource extends string, Facts> {
  readonly resource: Resource;
  readonly how: How;
  readonly facts: Facts;
  /** Our own clock. Absent when only what the API stores is known. */
  readonly arrivedAt?: EpochMs;
}

/** One decoded object from a list or a watch: what a store is fed with, from a live cluster or from a recording. */
export type DecodedChange =
  | Seen<'pods', PodFacts>
  | Seen<'events', EventFacts>
  | Seen<'owners', OwnerFacts>
  | Seen<'nodes', NodeFacts>
  | Seen<'claims', ClaimFacts>;
