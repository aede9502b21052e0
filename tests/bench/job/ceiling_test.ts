import { assertEquals } from "@std/assert";
import { countGraph } from "../../../bench/count/count.ts";
import { CEILINGS, ceilingsOf, findCeiling } from "../../../bench/job/ceiling.ts";
import { DEVICE_CEILINGS } from "../../../bench/job/device_ceilings.ts";

Deno.test("CEILINGS are three products, a convolution and a copy", () => {
  assertEquals(CEILINGS.map(({ id, kind, workPerRun }) => [id, kind, workPerRun]), [
    ["ceiling/matrix-512", "matrix", 268_435_456],
    ["ceiling/matrix-1024", "matrix", 2_147_483_648],
    ["ceiling/matrix-2048", "matrix", 17_179_869_184],
    // 8 convolutions, 2 images of 28 x 28, 256 channels to 256 by 3 x 3.
    ["ceiling/convolution", "convolution", 2 * 8 * 2 * 28 * 28 * 256 * 256 * 9],
    // 4 operators read and write 64 MiB each.
    ["ceiling/copy", "copy", 4 * 2 * 64 * 2 ** 20],
  ]);
});

Deno.test("CEILINGS hand out one row or image of what they compute", () => {
  const shapes = CEILINGS.map(({ build }) => build().outputs.map(({ shape }) => shape));
  assertEquals(shapes, [[[512]], [[1024]], [[2048]], [[256, 28, 28]], [[4096]]]);
});

Deno.test("CEILINGS count what their graphs do", () => {
  for (const { id, kind, workPerRun, build } of CEILINGS) {
    assertEquals(findCeiling(id)?.id, id);
    if (kind !== "copy") assertEquals(workPerRun, countGraph(build()).flops, id);
    else {
      const moving = build().nodes.filter(({ op }) => op !== "Gather");
      assertEquals(workPerRun, moving.length * 2 * 4 * 4096 ** 2, id);
    }
  }
});

Deno.test("DEVICE_CEILINGS count what their graphs do, and copy no more than a row but for one", () => {
  for (const { id, kind, workPerRun, build } of DEVICE_CEILINGS) {
    const graph = build();
    assertEquals(findCeiling(id)?.id, id);
    if (kind === "matrix" || kind === "convolution") {
      assertEquals(workPerRun, countGraph(graph).flops, id);
    }
    const [input] = graph.inputs;
    const elements = (input?.shape ?? []).reduce<number>((all, size) => all * Number(size), 1);
    if (kind === "transfer") assertEquals(workPerRun, 4 * elements, id);
    else assertEquals(elements <= 4096, true, id);
  }
  const copy = DEVICE_CEILINGS.find(({ kind }) => kind === "copy");
  const moving = copy?.build().nodes.filter(({ op }) => op !== "Gather") ?? [];
  assertEquals(copy?.workPerRun, moving.length * 2 * 4 * 4096 ** 2);
});

Deno.test("ceilingsOf() has a transfer only where runs copy inputs to a device", () => {
  const kindsOf = (device: string, input: "copied" | "resident") =>
    new Set(ceilingsOf({ device, input }, false).map(({ kind }) => kind));
  assertEquals(kindsOf("cpu", "copied").has("transfer"), false);
  assertEquals(kindsOf("cuda:1", "copied").has("transfer"), true);
  assertEquals(kindsOf("cuda", "resident").has("transfer"), false);
});
