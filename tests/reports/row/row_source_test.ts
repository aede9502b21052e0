import { assertEquals } from "@std/assert";
import type { PublishedFigure } from "../../../reports/published/published.ts";
import { publishedRatio } from "../../../reports/row/row_source.ts";

const ANCHOR: PublishedFigure = {
  modelId: "deit-s",
  metric: "throughput_img_s",
  text: "940.4",
  value: 940.4,
  decimals: 1,
  source: "S",
  url: "https://example.org",
  read: "first-hand",
  note: "",
  device: "V100",
};

function ratioOf(own: Partial<PublishedFigure>, anchor: Partial<PublishedFigure> = {}) {
  return publishedRatio({
    published: { throughput_img_s: { ...ANCHOR, value: 470.2, ...own } },
    anchorThroughput: { ...ANCHOR, ...anchor },
  });
}

Deno.test("publishedRatio() divides figures of one source and device, by something", () => {
  assertEquals(ratioOf({}), 0.5);
  assertEquals(ratioOf({ source: "other" }), undefined);
  assertEquals(ratioOf({ device: "A100" }), undefined);
  assertEquals(ratioOf({}, { value: 0 }), undefined);
  assertEquals(publishedRatio({ published: {}, anchorThroughput: ANCHOR }), undefined);
});
