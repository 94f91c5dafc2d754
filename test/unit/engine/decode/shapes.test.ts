import { expectTypeOf, test } from 'vitest';
import type * as shapes from '../../../../src/engine/decode/shapes.ts';
import type {
  ConditionFacts,
  ContainerSpecFacts,
  ContainerStatusFacts,
  EventFacts,
  ObjectRef,
  PodFacts,
  PodSpecFacts,
  RunFacts,
  VolumeFacts,
} from '../../../../src/engine/timeline/model/facts.ts';

/** A field that was added to the facts alone would be lost on the way to the store. */
test('shapes have all fields of their facts (checked by the compiler)', () => {
  expectTypeOf<keyof shapes.PodShape>().toEqualTypeOf<keyof PodFacts>();
  expectTypeOf<keyof shapes.PodSpecShape>().toEqualTypeOf<keyof PodSpecFacts>();
  expectTypeOf<keyof shapes.ContainerShape>().toEqualTypeOf<keyof ContainerSpecFacts>();
  expectTypeOf<keyof shapes.VolumeShape>().toEqualTypeOf<keyof VolumeFacts>();
  expectTypeOf<keyof shapes.ConditionShape>().toEqualTypeOf<keyof ConditionFacts>();
  expectTypeOf<keyof shapes.StatusShape>().toEqualTypeOf<keyof ContainerStatusFacts>();
  expectTypeOf<keyof shapes.RunShape>().toEqualTypeOf<keyof RunFacts>();
  expectTypeOf<keyof shapes.EventShape>().toEqualTypeOf<keyof EventFacts>();
  expectTypeOf<keyof shapes.RefShape>().toEqualTypeOf<keyof ObjectRef>();
});
