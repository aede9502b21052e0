// Random depthwise convolutions: odd kernels that keep the size, small images, borders everywhere.

import fc from "fast-check";

/** Sizes, padding and seed of a case; `isFirst` says on which side of a sum it stands. */
export const DEPTHWISE_CASE = fc.record({
  channels: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  pad: fc.integer({ min: 0, max: 2 }),
  bias: fc.boolean(),
  isFirst: fc.boolean(),
  seed: fc.nat(1000),
});
