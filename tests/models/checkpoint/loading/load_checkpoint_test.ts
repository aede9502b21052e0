import { assertEquals, assertThrows } from "@std/assert";
import { findModel } from "../../../../models/catalog.ts";
import {
  loadCheckpoint,
  type LoadOptions,
} from "../../../../models/checkpoint/loading/load_checkpoint.ts";
import { LoadingError } from "../../../../models/checkpoint/loading/loading_error.ts";
import { reportTexts } from "../../../../models/checkpoint/loading/report_texts.ts";
import { elementCount, type Graph, type Parameter } from "../../../../models/graph/graph.ts";
import { checkpointOf, readKeyList, tensorOf, zeros } from "../../../support/key_list.ts";

/** Values of parameters that the file has none for. */
const NINES: LoadOptions = { others: (target) => target.fill(9) };

/** The same for large networks, whose values are all 0. */
const UNSEEN: LoadOptions = { ...NINES, looksAtValues: false };

/** A graph that is nothing but parameters. */
function graphOf(...parameters: readonly (readonly [string, readonly number[]])[]): Graph {
  return {
    name: "net",
    inputs: [],
    outputs: [],
    nodes: [],
    values: new Map(),
    parameters: parameters.map(([name, shape]) => ({
      name,
      shape,
      dtype: "float32",
      role: /running_/.test(name) ? "buffer" : "learned",
    })),
  };
}

/** What a parameter of a graph gets. */
function valuesOf(
  graph: Graph,
  name: string,
  { values }: ReturnType<typeof loadCheckpoint>,
): readonly number[] {
  const parameter = graph.parameters.find((each) => each.name === name) as Parameter;
  const target = new Float32Array(elementCount(parameter.shape));
  values(target, parameter);
  return [...target];
}

Deno.test("loadCheckpoint() takes a prefix away that all names share, and says so", () => {
  const graph = graphOf(["a.weight", [2]]);
  const loaded = loadCheckpoint(
    graph,
    checkpointOf([tensorOf("module.a.weight", [2], [3, 4])]),
    NINES,
  );
  assertEquals(loaded.report.prefix, "module.");
  assertEquals(loaded.report.matched, 1);
  assertEquals(valuesOf(graph, "a.weight", loaded), [3, 4]);
});

Deno.test("loadCheckpoint() takes several modules away that all names begin with", () => {
  const graph = graphOf(["a.weight", [1]], ["b.weight", [1]]);
  const names = ["module.model.a.weight", "module.model.b.weight", "n_averaged"];
  const { report } = loadCheckpoint(
    graph,
    checkpointOf(names.map((name) => zeros(name, [1]))),
    NINES,
  );
  assertEquals([report.prefix, report.matched], ["module.model.", 2]);
});

Deno.test("loadCheckpoint() calls names ours behind a prefix, and nobody else's for it", () => {
  const file = checkpointOf([zeros("encoder.backbone.fc.weight", [2])]);
  const { report: { map, prefix } } = loadCheckpoint(graphOf(["fc.weight", [2]]), file, NINES);
  assertEquals([map, prefix], [null, "encoder.backbone."]);
});

Deno.test("reportTexts() claims no conversion of what no reader can convert", () => {
  const tensor = tensorOf("a", [1], [1], "float16");
  const file = checkpointOf([{ ...tensor, dtype: "unknown sparse float32" }]);
  const { report } = loadCheckpoint(graphOf(["a", [1]]), file, UNSEEN);
  assertEquals(reportTexts(report, { classes: null }), [
    { kind: "note", text: "1 parameters have values of the checkpoint" },
    { kind: "warning", text: "1 tensor(s) of unknown sparse float32 cannot become float32" },
  ]);
});

Deno.test("loadCheckpoint() leaves a prefix that not all names have, and says so", () => {
  const names = ["module.a.weight", "b.weight"];
  const error = assertThrows(
    () =>
      loadCheckpoint(
        graphOf(["a.weight", [1]]),
        checkpointOf(names.map((name) => zeros(name, [1]))),
        NINES,
      ),
    LoadingError,
  );
  assertEquals(
    error.message,
    "Cannot load the checkpoint into net as none of its 2 tensors has the name of a parameter: got " +
      '"module.a.weight", "b.weight" where "a.weight" are needed ("module." stands before 1 of them, ' +
      "and goes only if all have it): name the network that it is of, or take another state dict " +
      "of the file by --key",
  );
});

Deno.test("loadCheckpoint() refuses names that are all others", () => {
  assertThrows(
    () => loadCheckpoint(graphOf(["a.weight", [1]]), checkpointOf([zeros("x.y", [1])]), NINES),
    LoadingError,
    'none of its 1 tensors has the name of a parameter: got "x.y" where "a.weight" are needed: name',
  );
});

Deno.test("loadCheckpoint() names every parameter that is missing, statistics too", () => {
  const graph = graphOf(
    ["a.weight", [1]],
    ["b.weight", [2, 3]],
    ["n.running_var", [4]],
    ["n.num_batches_tracked", []],
  );
  const error = assertThrows(
    () => loadCheckpoint(graph, checkpointOf([zeros("a.weight", [1]), zeros("c", [7])]), NINES),
    LoadingError,
  );
  assertEquals(
    error.message,
    "Cannot load the checkpoint into net as 2 of 3 parameters are missing in it: b.weight [2, 3]; " +
      "n.running_var [4]; it has 1 tensor(s) that are not needed: c [7]: name the network that it is " +
      "of, or name parameters by --allow-missing that may have seeded values",
  );
});

Deno.test("loadCheckpoint() names what is missing beside what has another shape", () => {
  assertThrows(
    () =>
      loadCheckpoint(
        graphOf(["a", [1]], ["b", [2]], ["c", [3]]),
        checkpointOf([zeros("a", [1]), zeros("b", [4])]),
        NINES,
      ),
    LoadingError,
    "1 tensor(s) have other shapes than it needs: b [4] against [2]; " +
      "1 of 3 parameters are missing in it: c [3]: name",
  );
});

Deno.test("loadCheckpoint() gives seeded values to what may be missing, and says so", () => {
  const graph = graphOf(["a.weight", [1]], ["head.weight", [2]], ["head.bias", [1]]);
  const file = checkpointOf([zeros("a.weight", [1]), zeros("head.weight", [3])]);
  const loaded = loadCheckpoint(graph, file, { ...NINES, allowMissing: ["head.*"] });
  assertEquals(loaded.report.missing.map(({ name }) => name), ["head.bias", "head.weight"]);
  assertEquals(loaded.report.unlike, [{ name: "head.weight", shape: [2], found: [3] }]);
  assertEquals(valuesOf(graph, "head.weight", loaded), [9, 9]);
});

Deno.test("loadCheckpoint() names both classifiers of a distilled network of other classes", async () => {
  const graph = findModel("deit-t-distilled").build({ classes: 6 });
  const file = await readKeyList("state_dicts/deit-t-distilled.txt");
  const error = assertThrows(() => loadCheckpoint(graph, file, NINES), LoadingError);
  assertEquals(
    error.message,
    "Cannot load the checkpoint into deit-t-distilled as 4 tensor(s) have other shapes than it " +
      "needs: head.weight [1000, 192] against [6, 192]; head.bias [1000] against [6]; " +
      "head_dist.weight [1000, 192] against [6, 192]; head_dist.bias [1000] against [6]: name the " +
      "network that it is of, or name parameters by --allow-missing that may have seeded values",
  );
  const { report } = loadCheckpoint(graph, file, { ...UNSEEN, allowMissing: ["head*"] });
  assertEquals(report.unlike.length, 4);
});

Deno.test("loadCheckpoint() interpolates no table of positions, and names every one", async () => {
  const { tensors } = await readKeyList("checkpoint_names/microsoft_swin.txt");
  const window12 = tensors.map((tensor) =>
    tensor.name.endsWith("bias_table") ? zeros(tensor.name, [529, tensor.shape[1] ?? 0]) : tensor
  );
  const graph = findModel("swin-t").build();
  const { message } = assertThrows(
    () => loadCheckpoint(graph, checkpointOf(window12), NINES),
    LoadingError,
    "12 tensor(s) have other shapes than it needs: " +
      "layers.0.blocks.0.attn.relative_position_bias_table [529, 3] against [169, 3]; ",
  );
  assertEquals(message.match(/bias_table \[529, \d+\] against/g)?.length, 12);
  assertEquals(message.includes("tables of positions are not interpolated"), true);
});

Deno.test("loadCheckpoint() leaves what Swin's official code keeps beside its weights", async () => {
  const graph = findModel("swin-t").build();
  const file = await readKeyList("checkpoint_names/microsoft_swin.txt");
  const { report } = loadCheckpoint(graph, file, UNSEEN);
  assertEquals(report.knownBuffers, [
    { kind: "attn_mask", tensors: 5, values: 220_892 },
    { kind: "relative_position_index", tensors: 12, values: 28_812 },
  ]);
  assertEquals([report.missing, report.unexpected], [[], []]);
  const params = graph.parameters.filter(({ role }) => role === "learned")
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
  assertEquals(params, 28_288_354);
  const all = file.tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  assertEquals(all, 28_538_058);
});

Deno.test("loadCheckpoint() knows what profilers leave behind", () => {
  const names = ["total_ops", "a.total_ops", "a.total_params"].map((name) => zeros(name, [1]));
  const file = checkpointOf([zeros("a.weight", [1]), ...names]);
  const { report } = loadCheckpoint(graphOf(["a.weight", [1]]), file, NINES);
  assertEquals(report.knownBuffers.map(({ kind, tensors }) => [kind, tensors]), [
    ["total_ops", 2],
    ["total_params", 1],
  ]);
  assertEquals(report.unexpected, []);
});

Deno.test("loadCheckpoint() leaves averaged copies under underscored names beside the others", () => {
  const graph = graphOf(["conv.a.weight", [1]]);
  const file = checkpointOf([
    tensorOf("conv.a.weight", [1], [1]),
    tensorOf("ema_conv_a_weight", [1], [2]),
    zeros("ema_of_nothing", [1]),
  ]);
  const loaded = loadCheckpoint(graph, file, NINES);
  assertEquals(loaded.report.copies, 1);
  assertEquals(loaded.report.unexpected, [{ name: "ema_of_nothing", shape: [1] }]);
  assertEquals(valuesOf(graph, "conv.a.weight", loaded), [1]);
});

Deno.test("loadCheckpoint() joins queries, keys and values that lie apart", () => {
  const name = "layers.0.blocks.0.attn.qkv.weight";
  const graph = graphOf([name, [3, 1]], ["head.fc.bias", [1]]);
  const file = checkpointOf([
    ...["v", "q", "k"].map((part, i) =>
      tensorOf(`layers.0.blocks.0.attn.${part}.weight`, [1, 1], [i])
    ),
    zeros("head.bias", [1]),
  ]);
  const loaded = loadCheckpoint(graph, file, NINES);
  assertEquals(valuesOf(graph, name, loaded), [1, 2, 0]);
});

Deno.test("loadCheckpoint() misses a parameter of which a part is missing", () => {
  const name = "layers.0.blocks.0.attn.qkv.weight";
  const graph = graphOf([name, [3, 1]], ["head.fc.bias", [1]]);
  const file = checkpointOf([
    ...["q", "v"].map((part) => zeros(`layers.0.blocks.0.attn.${part}.weight`, [1, 1])),
    zeros("head.bias", [1]),
  ]);
  assertThrows(
    () => loadCheckpoint(graph, file, NINES),
    LoadingError,
    `1 of 2 parameters are missing in it: ${name} [3, 1]; it has 2 tensor(s) that are not needed`,
  );
});

Deno.test("loadCheckpoint() turns matrices that lie as PaddlePaddle has them", () => {
  const graph = graphOf(["fc.weight", [2, 3]], ["conv.weight", [2, 3, 1]], ["n.running_mean", [1]]);
  const file = checkpointOf([
    tensorOf("fc.weight", [3, 2], [1, 2, 3, 4, 5, 6]),
    tensorOf("conv.weight", [2, 3, 1], [1, 2, 3, 4, 5, 6]),
    zeros("n._mean", [1]),
  ]);
  const loaded = loadCheckpoint(graph, file, NINES);
  assertEquals(loaded.report.map, "PaddlePaddle");
  assertEquals(valuesOf(graph, "fc.weight", loaded), [1, 3, 5, 2, 4, 6]);
  assertEquals(valuesOf(graph, "conv.weight", loaded), [1, 2, 3, 4, 5, 6]);
});

Deno.test("loadCheckpoint() says which number formats values come from", () => {
  const file = checkpointOf([
    tensorOf("a", [1], [1], "float16"),
    tensorOf("b", [1], [1], "float16"),
    zeros("c", [1]),
  ]);
  const { report } = loadCheckpoint(graphOf(["a", [1]], ["b", [1]], ["c", [1]]), file, NINES);
  assertEquals(report.formats, { float16: 2, float32: 1 });
});

Deno.test("loadCheckpoint() counts denormal and infinite values, and says whose they are", () => {
  // 2^-126 is the smallest that is no denormal
  const file = checkpointOf([
    tensorOf("a", [5], [2 ** -126, 1.5 * 2 ** -126, 2 ** -127, -(2 ** -149), 0]),
    tensorOf("b", [3], [NaN, Infinity, 1]),
  ]);
  const { report } = loadCheckpoint(graphOf(["a", [5]], ["b", [3]]), file, NINES);
  assertEquals(report.odd, {
    denormals: 2,
    denormalParameters: ["a"],
    nonFinite: 2,
    nonFiniteParameters: ["b"],
  });
});

Deno.test("loadCheckpoint() names long lists by like modules", () => {
  const graph = graphOf(
    ["a", [1]],
    ...Array.from({ length: 41 }, (_, i) => [`blocks.${i}.weight`, [2]] as const),
  );
  assertThrows(
    () => loadCheckpoint(graph, checkpointOf([zeros("a", [1])]), NINES),
    LoadingError,
    "missing in it: blocks.0.weight [2] and 40 more to blocks.40.weight: name",
  );
});

Deno.test("loadCheckpoint() says no more than one can read, whatever a file has", () => {
  const names = Array.from({ length: 500 }, (_, i) => "x".repeat(i + 1));
  const { message } = assertThrows(
    () =>
      loadCheckpoint(
        graphOf(["a", [1]], ["b", [1]]),
        checkpointOf(["a", ...names].map((name) => zeros(name, [1]))),
        NINES,
      ),
    LoadingError,
    "xx [1]; ",
  );
  assertEquals(message.includes("; and 440 others: name the network"), true, message);
  assertEquals(message.length < 10_000, true);
});

Deno.test("loadCheckpoint() refuses more tensors than any network has before it looks at them", () => {
  const many = checkpointOf(Array.from({ length: 20_001 }, () => zeros("a", [1])));
  assertThrows(
    () => loadCheckpoint(graphOf(["a", [1]]), many, NINES),
    LoadingError,
    "as it has 20001 tensors, and no network here has 20000: take the state dict of one network",
  );
});
