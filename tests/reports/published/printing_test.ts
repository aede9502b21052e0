import { assertEquals } from "@std/assert";
import { type CountedMetric, PRINTINGS, ratioHints } from "../../../reports/published/printing.ts";

/** Ids of the ways in which a count prints as the text. */
function printings(count: number, text: string, metric: CountedMetric): readonly string[] {
  const decimals = text.split(".")[1]?.length ?? 0;
  return PRINTINGS
    .filter(({ prints }) => prints(count, { metric, value: Number(text), decimals }))
    .map(({ id }) => id);
}

Deno.test("PRINTINGS tell rounding, truncation, rounding up, whole numbers and binary units apart", () => {
  assertEquals(printings(5_717_416, "6", "params_m"), ["", "rounded-up"]);
  assertEquals(printings(5_717_416, "5.7", "params_m"), ["", "truncated"]);
  assertEquals(printings(86_567_656, "86", "params_m"), ["truncated"]);
  assertEquals(printings(19_608_840, "19.7", "params_m"), ["rounded-up"]);
  assertEquals(printings(25_557_032, "24.37", "params_m"), ["binary-units"]);
  assertEquals(printings(4_089_184_256, "5", "flops_g"), ["rounded-up"]);
  assertEquals(printings(4_089_184_256, "6", "flops_g"), []);
  assertEquals(printings(315_388_700_000, "315.0", "flops_g"), ["whole"]);
  assertEquals(printings(315_388_700_000, "315.1", "flops_g"), []);
});

Deno.test("PRINTINGS print an exact count in every way but binary units", () => {
  assertEquals(printings(11_689_512, "11.689512", "params_m"), ["", "truncated", "rounded-up"]);
});

Deno.test("ratioHints() knows the input area and multiply-adds against operations", () => {
  assertEquals(ratioHints(945 / 236.1, 512), ["ratio 4.00: input area, 1024x1024 against 512x512"]);
  assertEquals(ratioHints(35.13 / 17.6, 224), ["ratio 2.00: MAC vs FLOP"]);
  assertEquals(ratioHints(17.6 / 35.13, 224), ["ratio 0.50: MAC vs FLOP"]);
  assertEquals(ratioHints(1.234, 224), []);
  assertEquals(ratioHints(4), []);
});
