import { assertEquals } from "@std/assert";
import { resizeFor } from "../../../evaluate/presets/crop_share.ts";

Deno.test("resizeFor() divides by the crop share and cuts the fraction, as timm does", () => {
  assertEquals(resizeFor(224, 0.9), 248);
  assertEquals(resizeFor(224, 0.875), 256);
  assertEquals(resizeFor(384, 1), 384);
});
