// The engine pytorch where there is a PyTorch: its modules against the plain graph in
// onnxruntime-node, and their names against the reference codes'.

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import type { LoadedAnswer } from "../../../../bench/engine/answers.ts";
import { lineMessage, readAnswer } from "../../../../bench/engine/read_answer.ts";
import { type Conversation, converse } from "../../../../bench/process/conversation.ts";
import { findModel } from "../../../../models/catalog.ts";
import type { Graph } from "../../../../models/graph/graph.ts";
import { readFixture } from "../../../support/fixtures.ts";
import { writeGraphFiles } from "../../../support/graph_files.ts";
import { literalGraph } from "../../../support/literal_graph.ts";
import { imagesFor, runGraph } from "../../../support/run_graph.ts";
import { withFolder } from "../../../support/run_task.ts";
import { runTied } from "../../../support/tied_process.ts";

const ENGINES = fileURLToPath(new URL("../../../../bench/engines/python", import.meta.url));
const PYTHON = "python3";
const BATCH = 2;
/** As that of the recorded outputs: sums run in another order. */
const TOLERANCE = 1e-5;
const TIME_LIMIT_MS = 300_000;

const hasPython = await runTied(PYTHON, { args: ["--version"] }).then(
  ({ code }) => code === 0,
  () => false,
);
const hasTorch = await runTied(PYTHON, { args: ["-c", "import numpy, torch"] }).then(
  ({ code }) => code === 0,
  () => false,
);

/** A test that is skipped where there is no PyTorch. */
function torchTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: hasTorch ? name : `${name} (no PyTorch here)`, ignore: !hasTorch, fn });
}

/** The engine, started; `flags` are Python's. */
function startEngine(flags: readonly string[] = []): Conversation {
  const args = ["-B", ...flags, `${ENGINES}/pytorch_engine.py`];
  return converse({ name: "engine", command: PYTHON, args, env: {}, timeLimitMs: TIME_LIMIT_MS });
}

Deno.test({
  name: "pytorch_engine.py answers a probe without torch by the line that gets it",
  ignore: !hasPython,
  fn: async () => {
    const engine = startEngine(["-S"]); // without packages, if there are any
    await engine.say({ kind: "probe", protocol: 1, device: "cpu", precision: "fp32", options: {} });
    const { problem } = readAnswer(await engine.answer(lineMessage), "probed");
    assertStringIncludes(problem ?? "", "Cannot import torch by ");
    assertStringIncludes(problem ?? "", " -m pip install torch numpy, or name");
    await engine.say({ kind: "end" });
    assertEquals((await engine.ended()).code, 0);
    await engine.close();
  },
});

Deno.test({
  name: "has_compiler() goes by CXX where that is set, else by the usual names",
  ignore: !hasPython,
  fn: async () => {
    const code = `import sys; sys.path.insert(0, ${JSON.stringify(ENGINES)}); ` +
      "from pytorch_engine import has_compiler; print(has_compiler())";
    const said = async (env: Record<string, string>) =>
      (await runTied(PYTHON, { args: ["-B", "-c", code], env })).stdout.trim();
    assertEquals(await said({ CXX: "no-such-compiler" }), "False");
    assertEquals(await said({ CXX: PYTHON }), "True"); // any program will do
  },
});

/** Starts the engine with a graph, times a slice, and gives what it says of the load and the output. */
async function runEngine(
  graph: Graph,
  settings: { readonly variant?: string; readonly precision?: string; readonly trace?: boolean } =
    {},
): Promise<{ readonly loaded: LoadedAnswer; readonly output: Float32Array }> {
  return await withFolder(async (relative) => {
    const folder = await Deno.realPath(relative);
    const path = await writeGraphFiles(folder, graph, BATCH);
    const inputs = await Promise.all(graph.inputs.map(async ({ name, shape }) => {
      await Deno.writeFile(
        `${folder}/0.bin`,
        new Uint8Array(imagesFor(graph, BATCH).buffer as ArrayBuffer),
      );
      return { name, type: "float32", shape: [BATCH, ...shape.slice(1)], path: `${folder}/0.bin` };
    }));
    const talk = startEngine();
    try {
      await talk.say({
        kind: "start",
        protocol: 1,
        model: { path, format: "graph", dimensions: {} },
        inputs,
        outputs: graph.outputs.map(({ name }) => name),
        folder,
        batch: BATCH,
        threads: 1,
        device: "cpu",
        precision: "fp32",
        residency: "copied",
        options: {},
        trace: false,
        ...settings,
      });
      const loaded = readAnswer(await talk.answer(lineMessage), "loaded");
      await talk.say({ kind: "slice", sliceMs: 0 });
      const { samplesMs } = readAnswer(await talk.answer(lineMessage), "slice");
      assertEquals(samplesMs.length, 1);
      await talk.say({ kind: "end" });
      assertEquals((await talk.ended()).code, 0);
      const { buffer } = await Deno.readFile(loaded.outputs[0]?.path ?? "");
      return { loaded, output: new Float32Array(buffer) };
    } finally {
      await talk.close();
    }
  });
}

/** The largest difference to onnxruntime-node, over the largest magnitude. */
async function differenceOf(graph: Graph, output: Float32Array): Promise<number> {
  const [outputs = {}] = await runGraph(graph, [imagesFor(graph, BATCH)]);
  const expected = outputs[graph.outputs[0]?.name ?? ""]?.data ?? new Float32Array();
  assertEquals(output.length, expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (output[i] ?? NaN)) / largest),
    0,
  );
}

/** Names and sizes of the reference code's state_dict, in the order of the alphabet. */
async function recordedState(id: string): Promise<readonly string[]> {
  const [, ...lines] = (await readFixture(`state_dicts/${id}.txt`)).trim().split("\n");
  return lines.map((line) => line.trim()).toSorted();
}

const SMALL = { height: 64, width: 64 };

for (const id of ["resnet18", "regnety-4gf", "deit-t-distilled", "pvt-tiny", "dsnet-t-aligned"]) {
  torchTest(`pytorch_engine.py gives what onnxruntime-node gives for ${id}`, async () => {
    const graph = findModel(id).build({ size: SMALL });
    const { loaded, output } = await runEngine(graph);
    const difference = await differenceOf(graph, output);
    assert(difference < TOLERANCE, `differs by ${difference}`);
    assertEquals([loaded.precision, loaded.threads, loaded.runsInFlight], ["fp32", 1, 1]);
  });
}

for (const [variant, id] of [["fused", "swin-t"], ["channels-last", "dsnet-t-aligned"]] as const) {
  torchTest(`pytorch_engine.py gives the same in the variant ${variant}`, async () => {
    const graph = findModel(id).build();
    const { loaded, output } = await runEngine(graph, { variant });
    const difference = await differenceOf(graph, output);
    assert(difference < TOLERANCE, `differs by ${difference}`);
    assert(loaded.notes.includes(`variant: ${variant}`));
  });
}

torchTest(
  "pytorch_engine.py computes in bf16 only where that is asked for, and says so",
  async () => {
    const graph = findModel("resnet18").build({ size: SMALL });
    const { loaded, output } = await runEngine(graph, { precision: "bf16" });
    const difference = await differenceOf(graph, output);
    assert(difference > 1e-4 && difference < 0.1, `differs by ${difference}`);
    assertEquals(loaded.precision, "bf16");
  },
);

/** Whether a softmax is left that takes time of its own. */
function hasSoftmax({ trace }: LoadedAnswer): boolean {
  return Object.values(trace?.opByNode ?? {}).includes("Softmax");
}

torchTest("pytorch_engine.py fuses attention by itself, and not in the variant eager", async () => {
  const graph = findModel("deit-t").build({ size: SMALL });
  const usual = await runEngine(graph, { trace: true });
  assert(usual.loaded.notes.includes("variant: fused"));
  assertEquals(hasSoftmax(usual.loaded), false);
  const eager = await runEngine(graph, { variant: "eager", trace: true });
  assertEquals(hasSoftmax(eager.loaded), true);
});

/** Attention as exporters write it, its numbers and mask in an order of one's own; heads may be batched. */
function exportedAttention(
  ends: readonly (readonly [op: string, by: string])[],
  { isBatched }: { readonly isBatched: boolean },
): Graph {
  const number = (value: number) =>
    ({ shape: [], role: "constant", data: Float32Array.of(value) }) as const;
  const node = (
    op: string,
    inputs: readonly string[],
    output: string,
    perm?: readonly number[],
  ) => ({
    op,
    name: output,
    inputs,
    outputs: [output],
    ...(perm === undefined ? {} : { attributes: { perm } }),
  });
  const outer = isBatched ? [2] : [2, 3]; // batch, heads; then tokens, width
  const [rows, turned, square] = [[...outer, 5, 4], [...outer, 4, 5], [...outer, 5, 5]];
  return literalGraph({
    inputs: { image: isBatched ? rows : [2, 5, 3, 4] },
    values: {
      query: rows,
      scaledQuery: rows,
      key: turned,
      scaledKey: turned,
      value: rows,
      y: rows,
      logits0: square,
      logits1: square,
      logits2: square,
      weights: square,
    },
    parameters: { two: number(2), three: number(3), half: number(0.5), mask: [5, 5] },
    nodes: [
      node("Transpose", ["image"], "query", isBatched ? [0, 1, 2] : [0, 2, 1, 3]),
      node("Transpose", ["image"], "key", isBatched ? [0, 2, 1] : [0, 2, 3, 1]),
      node("Transpose", ["image"], "value", isBatched ? [0, 1, 2] : [0, 2, 1, 3]),
      node("Mul", ["half", "query"], "scaledQuery"),
      node("Mul", ["key", "three"], "scaledKey"),
      node("MatMul", ["scaledQuery", "scaledKey"], "logits0"),
      ...ends.map(([op, by], i) => node(op, [`logits${i}`, by], `logits${i + 1}`)),
      node("Softmax", [`logits${ends.length}`], "weights"),
      node("MatMul", ["weights", "value"], "y"),
    ],
  });
}

torchTest(
  "pytorch_engine.py fuses attention as exporters write it, if its mask is not scaled",
  async () => {
    const cases = [
      { ends: [["Div", "two"], ["Add", "mask"]], isBatched: false, isFused: true },
      { ends: [["Mul", "two"]], isBatched: true, isFused: true },
      { ends: [["Add", "mask"], ["Mul", "two"]], isBatched: false, isFused: false },
    ] as const;
    for (const { ends, isBatched, isFused } of cases) {
      const graph = exportedAttention(ends, { isBatched });
      const { loaded, output } = await runEngine(graph, { trace: true });
      const difference = await differenceOf(graph, output);
      assert(difference < TOLERANCE, `differs by ${difference}`);
      assertEquals(hasSoftmax(loaded), !isFused);
    }
  },
);

torchTest("pytorch_engine.py traces every node that takes time, by the graph's names", async () => {
  const graph = findModel("resnet18").build({ size: SMALL });
  const { loaded: { trace } } = await runEngine(graph, { trace: true });
  const nodes = graph.nodes.map(({ name, op }): [string, string] => [name, op]);
  assertEquals(trace?.opByNode, Object.fromEntries(nodes));
});

torchTest(
  "device_ms() counts what the device did once, and asking for it loads no compiler",
  async () => {
    const lines = [
      `import sys; sys.path.insert(0, ${JSON.stringify(ENGINES)})`,
      "from types import SimpleNamespace as told; from torch.autograd import DeviceType as of",
      "from pytorch_trace import device_ms, device_ms_of",
      "span = told(elapsed_us=lambda: 1500)",
      "events = [told(device_type=kind, time_range=span) for kind in (of.CPU, of.CUDA, of.CUDA)]",
      "print(device_ms(events), device_ms_of(lambda: None) is None, 'torch._dynamo' in sys.modules)",
    ];
    const { stdout, stderr } = await runTied(PYTHON, { args: ["-B", "-c", lines.join("; ")] });
    assertEquals(stdout.trim(), "3.0 True False", stderr);
  },
);

torchTest("pytorch_engine.py takes nothing of a run on a GPU for time around it", async () => {
  const lines = [
    `import sys, torch; sys.path.insert(0, ${JSON.stringify(ENGINES)})`,
    "import pytorch_trace; from types import SimpleNamespace; from pytorch_engine import Loaded",
    "pytorch_trace.trace_of = lambda *_: {'modelRunMs': 9e9}; pytorch_trace.device_ms_of = lambda _: 1.0",
    "about = SimpleNamespace(torch=torch, is_compiled=False, device='cuda', run=lambda: None)",
    "about.module = about.inputs = about.synchronize = None; told = Loaded.trace(about, '')",
    "print(told['profiledRunMs'] == told['trace']['modelRunMs'] < 9e9)",
  ];
  const { stdout, stderr } = await runTied(PYTHON, { args: ["-B", "-c", lines.join("; ")] });
  assertEquals(stdout.trim(), "True", stderr);
});

torchTest(
  "pytorch_engine.py takes a weight that exporters share by Identity, and rests",
  async () => {
    const shape = [2, 3, 4];
    const graph = literalGraph({
      inputs: { image: shape },
      values: { "b.weight": [4], normed: shape, rest: shape, y: shape },
      parameters: { "a.weight": [4], "b.bias": [4] },
      nodes: [
        { op: "Identity", inputs: ["a.weight"], outputs: ["b.weight"] },
        {
          op: "LayerNormalization",
          inputs: ["image", "b.weight", "b.bias"],
          outputs: ["normed"],
        },
        { op: "Mod", inputs: ["normed", "a.weight"], outputs: ["rest"], attributes: { fmod: 1 } },
        { op: "Add", inputs: ["rest", "normed"], outputs: ["y"] },
      ],
    });
    const { output } = await runEngine(graph);
    const difference = await differenceOf(graph, output);
    assert(difference < TOLERANCE, `differs by ${difference}`);
  },
);

torchTest("pytorch_engine.py names the operator that it cannot translate", async () => {
  const graph = literalGraph({
    inputs: { image: [2, 3] },
    nodes: [{ op: "Det", name: "determinants", inputs: ["image"], outputs: ["y"] }],
    values: { y: [2, 3] },
  });
  await assertRejects(
    () => runEngine(graph),
    Error,
    'Cannot translate "determinants" to PyTorch as the operator Det is not in the table',
  );
});

torchTest(
  "translate() gives heads that come from an image to a fused kernel, too",
  () =>
    withFolder(async (relative) => {
      const graph = findModel("dsnet-t-aligned").build({ size: SMALL });
      const path = await writeGraphFiles(await Deno.realPath(relative), graph, 1);
      const lines = [
        `import sys, torch; sys.path.insert(0, ${JSON.stringify(ENGINES)})`,
        "from pytorch_graph import read_graph",
        "from pytorch_operators import translate",
        "from torch.autograd.profiler import profile",
        `module = translate(read_graph(${JSON.stringify(path)}), fuses_attention=True)`,
        "with torch.inference_mode(), profile(use_kineto=True) as profiler:",
        "    module(torch.zeros(1, 3, 64, 64))",
        "names = {event.name for event in profiler.function_events}",
        "print(sum('attention' in name for name in names) > 0, 'aten::_softmax' in names)",
      ];
      const { stdout, stderr } = await runTied(PYTHON, { args: ["-B", "-c", lines.join("\n")] });
      assertEquals(stdout.trim(), "True False", stderr);
    }),
);

for (const id of ["resnet18", "regnety-4gf", "deit-t", "swin-t", "pvt-tiny", "dsnet-t-aligned"]) {
  torchTest(
    `translate() names parameters of ${id} as the reference code does`,
    () =>
      withFolder(async (relative) => {
        const path = await writeGraphFiles(await Deno.realPath(relative), findModel(id).build(), 1);
        const code = `import sys; sys.path.insert(0, ${JSON.stringify(ENGINES)}); ` +
          "from pytorch_graph import read_graph; from pytorch_operators import translate; " +
          `state = translate(read_graph(${JSON.stringify(path)})).state_dict(); ` +
          "print('\\n'.join(f'{k} {\",\".join(map(str, v.shape)) or \"scalar\"}' for k, v in state.items()))";
        const { stdout, stderr, code: exit } = await runTied(PYTHON, { args: ["-B", "-c", code] });
        assertEquals(exit, 0, stderr);
        assertEquals(stdout.trim().split("\n").toSorted(), await recordedState(id));
      }),
  );
}
