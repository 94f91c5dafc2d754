import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Network } from '../../../../../src/engine/timeline/instants/network.ts';

const noOffset = (): number => 0;

/** The bounds of `id`, as `[earliest, latest]`. */
function boundsOf(network: Network, id: string): number[] {
  const { earliest, latest } = network.solve(noOffset);
  const node = network.ids.indexOf(id);
  return [earliest[node]!, latest[node]!];
}

describe('bounds', () => {
  /*
   *   a  [----]
   *   b     [--------]     b at least 3 after a
   */
  test('an earlier instant pushes a later one forward, and is held back by it', () => {
    const network = new Network();
    network.window('a', { clock: 'apiserver', earliest: 10, latest: 15 });
    network.window('b', { clock: 'apiserver', earliest: 11, latest: 16 });
    network.order('a', 'b', 3);
    expect([boundsOf(network, 'a'), boundsOf(network, 'b')]).toEqual([
      [10, 13],
      [13, 16],
    ]);
  });

  test('an instant without a stamp lies between its neighbours', () => {
    const network = new Network();
    network.window('a', { clock: 'apiserver', earliest: 10, latest: 12 });
    network.window('c', { clock: 'apiserver', earliest: 20, latest: 22 });
    network.order('a', 'b');
    network.order('b', 'c');
    expect(boundsOf(network, 'b')).toEqual([10, 22]);
  });

  test('a negative gap limits from the other side', () => {
    const network = new Network();
    network.window('event', { clock: 'apiserver', earliest: 100, latest: 100 });
    network.order('step', 'event');
    network.order('event', 'step', -18);
    expect(boundsOf(network, 'step')).toEqual([82, 100]);
  });

  test('what a clock that is ahead stamped is moved back', () => {
    const network = new Network();
    network.window('a', { clock: 'kubelet/n', earliest: 5010, latest: 5020 });
    const { earliest } = network.solve((clock) => (clock === 'kubelet/n' ? 5000 : 0));
    expect(earliest[0]).toBe(10);
  });

  test('a contradiction is measured, and ends', () => {
    const network = new Network();
    network.window('a', { clock: 'apiserver', earliest: 50 });
    network.window('b', { clock: 'kubelet/n', latest: 20 });
    network.order('a', 'b');
    network.order('b', 'a', -1);
    expect(network.solve(noOffset).violation).toBe(30);
  });
});

interface Case {
  readonly windows: readonly (readonly [node: number, earliest: number, width: number])[];
  readonly gaps: readonly (readonly [from: number, to: number, gap: number])[];
}

const size = 7;
const node = fc.integer({ min: 0, max: size - 1 });

/** Constraints that some assignment meets: windows around it, gaps that it keeps. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    times: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: size, maxLength: size }),
    windows: fc.array(fc.tuple(node, fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 10 }),
    gaps: fc.array(fc.tuple(node, node, fc.nat(30)), { maxLength: 14 }),
  })
  .map(({ times, windows, gaps }) => ({
    windows: windows.map(([of, before, after]) => [of, times[of]! - before, before + after] as const),
    gaps: gaps.map(([from, to, slack]) => [from, to, times[to]! - times[from]! - slack] as const),
  }));

/** All shortest paths, the slow way: the last row and column are the origin of time. */
function floydWarshall({ windows, gaps }: Case): { readonly earliest: number[]; readonly latest: number[] } {
  const d = Array.from({ length: size + 1 }, (_, i) =>
    Array.from({ length: size + 1 }, (__, j) => (i === j ? 0 : Infinity)),
  );
  const limit = (from: number, to: number, most: number): void => void (d[from]![to] = Math.min(d[from]![to]!, most));
  for (const [of, earliest, width] of windows) {
    limit(size, of, earliest + width);
    limit(of, size, -earliest);
  }
  for (const [from, to, gap] of gaps) limit(to, from, -gap);
  for (let k = 0; k <= size; k += 1) {
    for (let i = 0; i <= size; i += 1) for (let j = 0; j <= size; j += 1) limit(i, j, d[i]![k]! + d[k]![j]!);
  }
  return { earliest: d.slice(0, size).map((row) => -row[size]!), latest: d[size]!.slice(0, size) };
}

/** Makes -0 a plain 0. */
const plus0 = (value: number): number => value + 0;

test('the bounds are those of all shortest paths', () => {
  fc.assert(
    fc.property(cases, (of) => {
      const network = new Network();
      for (let i = 0; i < size; i += 1) network.node(String(i));
      for (const [at, earliest, width] of of.windows) {
        network.window(String(at), { clock: 'apiserver', earliest, latest: earliest + width });
      }
      for (const [from, to, gap] of of.gaps) network.order(String(from), String(to), gap);
      const { earliest, latest, violation } = network.solve(noOffset);
      const slow = floydWarshall(of);
      expect({ earliest: [...earliest].map(plus0), latest: [...latest].map(plus0), violation }).toEqual({
        earliest: slow.earliest.map(plus0),
        latest: slow.latest.map(plus0),
        violation: 0,
      });
    }),
  );
});
