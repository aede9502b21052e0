// The network of the conformance test against the runtime.

import { assertAlmostEquals } from "@std/assert";
import {
  TINY_NETWORK,
  tinyImages,
  tinyLogits,
  WEIGHTS_SEED,
} from "../../../../bench/engines/conformance/tiny_network.ts";
import { loadGraph } from "../../../support/run_graph.ts";

Deno.test("tinyLogits() computes what the runtime does", async () => {
  await using loaded = await loadGraph(TINY_NETWORK, { seed: WEIGHTS_SEED });
  const images = tinyImages(1, 3);
  const { logits } = await loaded.run(images);
  const expected = tinyLogits(images);
  expected.forEach((value, i) => assertAlmostEquals(logits?.data[i] ?? NaN, value, 1e-5));
});
