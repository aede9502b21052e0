// What an engine's products come to, by numbers, and whether its runs wait for the device: a run that is
// told when it has only been handed over takes as long for any work.

import { buildGraph } from "../../../models/graph/builder.ts";
import type { Graph } from "../../../models/graph/graph.ts";
import { add } from "../../../models/operators/elementwise.ts";
import { select } from "../../../models/operators/layout.ts";
import { matMul } from "../../../models/operators/product.ts";
import type { SliceAnswer } from "../../engine/answers.ts";
import { waitText, type WorkTimes } from "../../job/waiting.ts";
import { median } from "../../samples/statistics.ts";
import { arithmeticGraph, arithmeticOf, arithmeticTrial } from "../parts/arithmetic.ts";
import { requestOf, type Wishes } from "./case_files.ts";
import { answered, type Check, type CheckSetup, residentOrCopied, startedOn } from "./check.ts";
import { onlyOutput } from "./output_checks.ts";

/** Sides of the products; a device of its own may need more work to take longer than a launch. */
const SIDES = [[128, 512], [512, 2048]] as const;
const SLICE_MS = 50;
/** Slices of each, of which the middle one counts; the first ones warm up. */
const SLICES = 5;

/** One number in, one row of a product out: nothing to speak of is copied. */
function workGraph(side: number): Graph {
  return buildGraph(`work-${side}`, {
    input: { name: "image", shape: ["N", 1, 1, 1] },
    outputName: "logits",
    body(g, x) {
      const left = g.parameter("left.weight", [side, side]);
      const product = matMul(g, add(g, x, left), g.parameter("right.weight", [side, side]));
      return select(g, product, 2, 0);
    },
  });
}

async function runMs(setup: CheckSetup, side: number, wishes: Wishes): Promise<number> {
  const network = { graph: workGraph(side), images: Float32Array.of(1) };
  const request = requestOf(setup.folder, { ...network, batch: 1 }, setup, wishes);
  return await startedOn(setup, request, async ({ talk }) => {
    const slices: SliceAnswer[] = [];
    while (slices.length < SLICES) {
      slices.push(await answered(talk, { kind: "slice", sliceMs: SLICE_MS }, "slice"));
    }
    return median(slices.slice(1).map(({ samplesMs }) => median(samplesMs)));
  });
}

async function timesOf(
  setup: CheckSetup,
  [small, large]: readonly [number, number],
  wishes: Wishes,
): Promise<WorkTimes> {
  const smallMs = await runMs(setup, small, wishes);
  const largeMs = await runMs(setup, large, wishes);
  return { smallMs, largeMs, workRatio: (large / small) ** 3 };
}

function takenText({ smallMs, largeMs, workRatio }: WorkTimes): string {
  return `${workRatio} times the work takes ${(largeMs / smallMs).toFixed(1)} times as long`;
}

/** An engine computes in the precision that it says, and waits for what it computes. */
export const WORK_CHECKS: readonly Check[] = [
  {
    name: "products",
    async run(setup) {
      const { image } = arithmeticTrial();
      const network = { graph: arithmeticGraph(), images: image };
      const request = requestOf(setup.folder, { ...network, batch: 1 }, setup);
      const output = await startedOn(setup, request, ({ loaded }) => onlyOutput(loaded));
      const found = arithmeticOf(image, output);
      if (found !== setup.precision) {
        throw new Error(`must compute in ${setup.precision}: its products come out in ${found}`);
      }
      return `products come out in ${found}`;
    },
  },
  {
    name: "waits",
    async run(setup) {
      let problem = "";
      for (const sides of setup.device === "cpu" ? SIDES.slice(0, 1) : SIDES) {
        const { result: times, residency } = await residentOrCopied((residency) =>
          timesOf(setup, sides, { residency })
        );
        const told = waitText(times);
        if (told === undefined) return `${takenText(times)}, tensors ${residency}`;
        problem = told;
      }
      throw new Error(problem);
    },
  },
];
