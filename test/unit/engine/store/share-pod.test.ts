import * as fs from 'node:fs';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeChange } from '../../../../src/engine/decode/decode.ts';
import { sharePod } from '../../../../src/engine/store/share-pod.ts';
import type { PodFacts } from '../../../../src/engine/timeline/model/facts.ts';

const folder = path.join(import.meta.dirname, '../../../recordings');

/** All versions of all pods of a recording, in their order; decoded anew each time. */
function pods(file: string): PodFacts[] {
  return zlib
    .gunzipSync(fs.readFileSync(path.join(folder, file)))
    .toString('utf8')
    .trim()
    .split('\n')
    .flatMap((line) => {
      const { r, object } = JSON.parse(line) as { r?: string; object?: unknown };
      const change =
        r === 'pods' && object !== undefined ? decodeChange({ resource: 'pods', how: 'watched', object }) : undefined;
      return change?.resource === 'pods' ? [change.facts] : [];
    });
}

describe.each(['shop.ndjson.gz', 'rollout.ndjson.gz', 'v1.29/sidecar.ndjson.gz', 'badimage.ndjson.gz'])(
  '%s',
  (file) => {
    test('sharing changes no pod, and never the one that is shared with', () => {
      const [shared, plain] = [pods(file), pods(file)];
      for (let at = 1; at < shared.length; at += 1) sharePod(shared[at]!, shared[at - 1]!);
      expect(shared).toEqual(plain);
    });

    test('versions of one pod hold their containers once', () => {
      const [first, second] = pods(file);
      sharePod(second!, first!);
      expect(second!.spec.containers[0] === first!.spec.containers[0]).toBe(
        second!.spec.containers[0]?.image === first!.spec.containers[0]?.image,
      );
    });
  },
);
