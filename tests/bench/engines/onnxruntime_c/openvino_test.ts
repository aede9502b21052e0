// What the OpenVINO list of bench/job/device_rewrites.ts claims: that the plain and the fast graph give
// there what the plain one gives on the processor's own provider.

import { assert, assertEquals } from "@std/assert";
import { DEVICE_REWRITES } from "../../../../bench/job/device_rewrites.ts";
import { CATALOG } from "../../../../models/catalog.ts";
import type { Graph } from "../../../../models/graph/graph.ts";
import { fastGraph } from "../../../../models/rewrite/fast.ts";
import { OPENVINO } from "../../../support/openvino.ts";
import { withFolder } from "../../../support/run_task.ts";
import { operatorsOf, SMALL_NETWORKS } from "../../../support/small_networks.ts";
import { runTied } from "../../../support/tied_process.ts";

const PROGRAM = "tests/bench/engines/onnxruntime_c/openvino_program.ts";

/** Float32 sums in another order; an operator that computes something else is a thousand times off. */
const TOLERANCE = 1e-5;

Deno.test({
  ...OPENVINO.needs,
  name:
    `OpenVINO computes small networks, plain and fast, as the processor does${OPENVINO.skipped}`,
  fn: () =>
    withFolder(async (folder) => {
      const { code, stdout, stderr } = await runTied("deno", {
        args: [
          "run",
          "--quiet",
          "--no-prompt",
          "--cached-only",
          "--allow-ffi",
          `--allow-read=${folder}`,
          `--allow-write=${folder}`,
          PROGRAM,
          folder,
        ],
      });
      assertEquals(code, 0, stderr);
      const found: Record<string, { difference: number | null; left: string[] }> = JSON.parse(
        stdout,
      );
      assertEquals(Object.keys(found).length, 2 * SMALL_NETWORKS.length);
      for (const [name, { difference, left }] of Object.entries(found)) {
        assert(difference !== null && difference < TOLERANCE, `${name}: ${difference}`);
        assertEquals(left, [], name);
      }
    }),
});

const fast = (graph: Graph) => fastGraph(graph, DEVICE_REWRITES.openvino.rewrites).graph;

Deno.test("the networks that prove the list of OpenVINO hold every operator and rewrite of it", () => {
  const opsOf = (graphs: readonly Graph[]) =>
    new Set(graphs.flatMap((plain) => [plain, fast(plain)]).flatMap(operatorsOf));
  const inCatalog = opsOf(CATALOG.map(({ build }) => build()));
  assertEquals([...inCatalog.difference(opsOf(SMALL_NETWORKS))], []);
  const { rewrites } = DEVICE_REWRITES.openvino;
  const met = new Set(SMALL_NETWORKS.flatMap((plain) => fastGraph(plain, rewrites).applied));
  assertEquals(Object.keys(rewrites).filter((name) => !met.has(name)), []);
});
