// Measures what `count` needs for files that are as large as the reader allows, kind by kind:
//
//   deno run -A tests/models/file/measure_bounds.ts [KIND…]
//
// A file of each kind begins with too many things and loses some until it is read. Ends with exit
// code 1 if one took more than 300 MB; on Linux, where the system tells it.

import { peakMemoryBytesOf } from "../../../bench/process/peak_memory.ts";
import config from "../../../deno.json" with { type: "json" };
import { int64s, node, type OnnxFile, onnxFile, value, weight } from "../../support/onnx_file.ts";
import { taskArguments } from "../../support/run_task.ts";

const MOST_BYTES = 300e6;
const POLL_MS = 20;

interface Kind {
  /** More than the reader takes. */
  readonly tooMany: number;
  readonly file: (count: number) => OnnxFile;
}

function each<Item>(count: number, make: (index: number) => Item): readonly Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const X = [value("x", ["N", 3, 8, 8])];
const name = (index: number) => `/model/layers/attention/Add_output_${index}`;
const before = (index: number) => index === 0 ? "x" : name(index - 1);

/** A chain of nodes, whose last gives the output. */
function chain(count: number, make: (index: number) => ReturnType<typeof node>): OnnxFile {
  return { nodes: each(count, make), inputs: X, outputs: [value(name(count - 1))] };
}

const RELU = { nodes: [node("Relu", ["x"], ["y"])], inputs: X, outputs: [value("y")] };

const KINDS: Readonly<Record<string, Kind>> = {
  "nodes of one input": {
    tooMany: 140_000,
    file: (count) => chain(count, (i) => node("Relu", [before(i)], [name(i)])),
  },
  "nodes of two inputs": {
    tooMany: 112_000,
    file: (count) => chain(count, (i) => node("Add", [before(i), before(i)], [name(i)])),
  },
  "convolutions with weights": {
    tooMany: 56_000,
    file: (count) => ({
      ...chain(
        count,
        (i) => node("Conv", [before(i), `w${i}`], [name(i)], { group: 1, pads: [0, 0, 0, 0] }),
      ),
      initializers: each(count, (i) => weight(`w${i}`, [3, 3, 1, 1])),
    }),
  },
  "outputs of one node": {
    tooMany: 350_000,
    file: (count) => ({
      nodes: [node("Split", ["x"], each(count, name), { axis: 0, num_outputs: count })],
      inputs: [value("x", [count, 1])],
      outputs: [value(name(0))],
    }),
  },
  "whole numbers": {
    tooMany: 220_000,
    file: (count) => ({ ...RELU, initializers: each(count, (i) => int64s(`w${i}`, [1])) }),
  },
  "inputs of the graph": {
    tooMany: 220_000,
    file: (count) => ({ ...RELU, inputs: [...X, ...each(count, (i) => value(name(i), [1, 2]))] }),
  },
  "branches": {
    tooMany: 21_000,
    file: (count) => {
      const graph = {
        name: "b",
        node: [node("Relu", ["x"], ["r"])],
        output: [value("r")],
      };
      const branches = { then_branch: { graph }, else_branch: { graph } };
      return {
        nodes: each(count, (i) => node("If", ["c"], [name(i)], branches)),
        inputs: [...X, value("c", [], "bool")],
        outputs: [value(name(0))],
      };
    },
  },
};

/** Runs `count`; `undefined` where the file was refused. */
async function peakBytes(path: string): Promise<number | undefined> {
  const child = new Deno.Command("deno", {
    args: [...taskArguments(config.tasks.count.command), path],
    stdout: "null",
    stderr: "null",
  }).spawn();
  let most = 0;
  let isOver = false;
  const ended = child.status.finally(() => isOver = true);
  while (!isOver) {
    most = Math.max(most, await peakMemoryBytesOf(child.pid) ?? 0);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return (await ended).code === 2 ? undefined : most;
}

async function measure(kind: string, { tooMany, file }: Kind): Promise<number> {
  const path = await Deno.makeTempFile({ suffix: ".onnx" });
  try {
    for (let count = tooMany;; count = Math.floor(0.97 * count)) {
      await Deno.writeFile(path, onnxFile(file(count)));
      const bytes = await peakBytes(path);
      if (bytes === undefined) continue;
      // deno-lint-ignore no-console
      console.log(`${count} ${kind}: ${(bytes / 1e6).toFixed(0)} MB`);
      return bytes;
    }
  } finally {
    await Deno.remove(path);
  }
}

const asked = Deno.args.length === 0 ? Object.keys(KINDS) : Deno.args;
for (const kind of asked) {
  const known = KINDS[kind];
  if (known === undefined) throw new RangeError(`Cannot measure "${kind}": there is no such kind`);
  if (await measure(kind, known) > MOST_BYTES) Deno.exitCode = 1;
}
