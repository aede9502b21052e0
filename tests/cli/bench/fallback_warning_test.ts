import { assertEquals } from "@std/assert";
import { fallbackWarning } from "../../../cli/bench/fallback_warning.ts";

const FALLEN = {
  model: "deit-s",
  graph: "fast",
  batch: 64,
  deviceUsed: "webgpu with fallback",
  fallback: { nodes: ["a", "b", "c"], ops: { Resize: 1, FusedMatMul: 2 }, share: 0.4432 },
} as const;

Deno.test("fallbackWarning() names the operators, the most first, and what to do", () => {
  const start =
    "ran on webgpu with fallback: 3 nodes on the processor (2 FusedMatMul, 1 Resize), " +
    "44.3 % of its kernels' time: ";
  assertEquals(
    fallbackWarning(FALLEN),
    `deit-s (fast, batch 64) ${start}--graph plain leaves out what rewrites bring`,
  );
  assertEquals(
    fallbackWarning({ ...FALLEN, graph: "plain" }),
    `deit-s (plain, batch 64) ${start}` +
      "the device has no kernel for them, another device or engine may",
  );
});

Deno.test("fallbackWarning() says nothing of a row that bears its device's name", () => {
  const { fallback } = FALLEN;
  assertEquals(fallbackWarning({ ...FALLEN, fallback: { ...fallback, share: 0.05 } }), undefined);
  assertEquals(fallbackWarning({ ...FALLEN, fallback: { nodes: [], share: 0 } }), undefined);
});
