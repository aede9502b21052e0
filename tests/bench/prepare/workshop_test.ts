// How a job becomes files, with a fake in the runtime's place: which graph is written, with which
// weights and inputs, and what outputs are held against.

import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { fromBinary } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema } from "onnx-buf";
import { countGraph } from "../../../bench/count/count.ts";
import type { Job } from "../../../bench/job/protocol.ts";
import type { PrepareRequest } from "../../../bench/prepare/preparation.ts";
import { writeGraph } from "../../../bench/prepare/graph_file.ts";
import { openWorkshop } from "../../../bench/prepare/workshop.ts";
import { findModel } from "../../../models/catalog.ts";
import type { Graph } from "../../../models/graph/graph.ts";
import { encodeOnnx, encodeSelfContained, graphHash } from "../../../models/graph/onnx.ts";
import { seededValues } from "../../../models/graph/parameter_values.ts";
import { seededImages } from "../../../models/graph/weights.ts";
import { CPU_REWRITES, fastGraph } from "../../../models/rewrite/fast.ts";
import { halfPrecision } from "../../../models/rewrite/variants/half_precision.ts";
import { graphCheckpoint } from "../../support/graph_checkpoint.ts";
import { literalGraph } from "../../support/literal_graph.ts";
import { withFolder } from "../../support/run_task.ts";
import { fakeRuntime } from "../fakes/fake_runtime.ts";
import { fakeJob } from "../fakes/fake_workers.ts";

const SIZE = { height: 64, width: 64 };
const PLAIN: Graph = findModel("dsnet-t").build({ size: SIZE });
const FAST: Graph = fastGraph(PLAIN, CPU_REWRITES).graph;
const IMAGE_ELEMENTS = 3 * 64 * 64;

function job(changes: Partial<Job> = {}): Job {
  return { ...fakeJob("dsnet-t"), ...SIZE, threads: 3, seed: 7, ...changes };
}

/** A job of little weight, for what does not depend on the network. */
const LIGHT = { model: "ceiling/matrix-512", graph: "fast" } as const;

function floats(...values: readonly number[]): Float32Array {
  return new Float32Array(values);
}

/** What a job was prepared as, and what the runtime saw of its reference. */
function prepare(changes: Partial<Job>, request: Partial<PrepareRequest> = {}) {
  return withFolder(async (folder) => {
    const { runtime, sessions } = fakeRuntime([floats(1)]);
    using workshop = openWorkshop(runtime);
    const prepared = await workshop.prepare({
      kind: "prepare",
      job: job(changes),
      folder,
      formats: ["onnx"],
      needsReference: false,
      ...request,
    });
    const path = prepared.paths.onnx ?? "";
    const weights = await Deno.readFile(`${folder}/weights.bin`);
    const model = fromBinary(ModelProtoSchema, await Deno.readFile(path));
    const image = await Deno.readFile(prepared.inputs[0]?.path ?? "");
    const json = prepared.paths.graph === undefined
      ? undefined
      : JSON.parse(await Deno.readTextFile(prepared.paths.graph));
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
    return { prepared, sessions, model, weights, image, json, left };
  });
}

/** Operators of a model, by name of their node. */
function nodesOf({ graph }: ModelProto): readonly string[] {
  return (graph?.node ?? []).map(({ name, opType }) => `${name} ${opType}`);
}

function nodesIn({ nodes }: Graph): readonly string[] {
  return nodes.map(({ name, op }) => `${name} ${op}`);
}

/** Sizes of the image that a model takes. */
function inputSizes({ graph }: ModelProto): readonly number[] {
  const { value } = graph?.input[0]?.type?.value ?? {};
  const dims = value !== undefined && "shape" in value ? value.shape?.dim ?? [] : [];
  return dims.map(({ value }) => Number(value.value));
}

/** Part by part, as a part of the weights is overwritten by the ones after it. */
function sha256(parts: Iterable<Uint8Array>): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

function bytesOf({ buffer }: Float32Array): Uint8Array {
  return new Uint8Array(buffer);
}

Deno.test("prepare() writes the plain graph of a plain job, and runs nothing", async () => {
  const { prepared, sessions, model, left } = await prepare({ batch: 2 });
  assertEquals(sessions.length, 0);
  assertEquals([nodesOf(model), inputSizes(model)], [nodesIn(PLAIN), [2, 3, 64, 64]]);
  assertEquals([prepared.outputs, prepared.dimensions], [["logits"], {}]);
  assertEquals(left, ["input0.bin", "model.onnx", "weights.bin"]);
});

Deno.test("prepare() writes the fast graph of a fast job, after the plain one as its reference", async () => {
  const { prepared, sessions, model, left } = await prepare(
    { graph: "fast", batch: 4 },
    { needsReference: true },
  );
  const [reference, ...others] = sessions;
  assert(reference !== undefined && others.length === 0);
  assertEquals(
    [nodesOf(reference.model), inputSizes(reference.model)],
    [nodesIn(PLAIN), [1, 3, 64, 64]],
  );
  assertEquals([nodesOf(model), inputSizes(model)], [nodesIn(FAST), [4, 3, 64, 64]]);
  assertNotEquals(nodesIn(FAST), nodesIn(PLAIN));
  assertEquals(left, ["input0.bin", "model.onnx", "weights.bin"], "no reference stays behind");

  const plain = countGraph(PLAIN);
  assertEquals(prepared.built, {
    graphHash: await graphHash(PLAIN),
    params: plain.params,
    buffers: plain.buffers,
    macs: plain.macs,
    executedMacs: countGraph(FAST).macs,
  });
  assert(prepared.built.executedMacs < prepared.built.macs);
});

Deno.test("prepare() runs the reference unoptimized and untraced on the processor, once", async () => {
  const { sessions } = await prepare(
    { ...LIGHT, device: "webgpu", threads: 2 },
    { needsReference: true },
  );
  const { options, calls } = sessions[0] ?? {};
  assertEquals(options?.executionProviders, ["cpu"]);
  assertEquals([options?.intraOpNumThreads, options?.graphOptimizationLevel], [2, "disabled"]);
  assertEquals([options?.enableProfiling, calls], [undefined, ["run", "release"]]);
});

Deno.test("prepare() runs the reference of one image, or of all where they cannot be told apart", () =>
  withFolder(async (folder) => {
    const graphFile = `${folder}/graph`;
    await writeGraph(
      graphFile,
      literalGraph({
        inputs: { image: ["N", 3] },
        values: { y: [3, "N"] },
        nodes: [{
          op: "Transpose",
          inputs: ["image"],
          outputs: ["y"],
          attributes: { perm: [1, 0] },
        }],
      }),
    );
    const batchOf = async (source: Partial<PrepareRequest>) => {
      const { sessions } = await prepare(
        { device: "webgpu", batch: 4 },
        { ...source, needsReference: true },
      );
      return inputSizes(sessions[0]?.model as ModelProto)[0];
    };
    assertEquals([await batchOf({}), await batchOf({ graphFile })], [1, 4]);
  }));

Deno.test("prepare() runs a reference anew for other weights, and for nothing else", () =>
  withFolder(async (folder) => {
    const { runtime, sessions } = fakeRuntime([floats(1)]);
    using workshop = openWorkshop(runtime);
    const counts: number[] = [];
    for (const changes of [{ seed: 1 }, { seed: 1, device: "webgpu" }, { seed: 2 }]) {
      const own = `${folder}/${counts.length}`;
      await Deno.mkdir(own);
      await workshop.prepare({
        kind: "prepare",
        formats: ["onnx"],
        needsReference: true,
        folder: own,
        job: job({ ...LIGHT, ...changes }),
      });
      counts.push(sessions.length);
    }
    assertEquals(counts, [1, 1, 2]);
  }));

Deno.test("prepare() gives an fp16 job half precision, and its reference float32", async () => {
  const { sessions, model } = await prepare({ precision: "fp16" }, { needsReference: true });
  assertEquals(nodesOf(sessions[0]?.model as ModelProto), nodesIn(PLAIN));
  assertEquals(nodesOf(model), nodesIn(halfPrecision(PLAIN)));
  assertEquals(inputSizes(model), [1, 3, 64, 64]);
});

Deno.test("prepare() makes an expanded batch of one image inside the graph", async () => {
  const { model, prepared } = await prepare({ input: "expanded", batch: 5 });
  assertEquals(nodesOf(model)[0], "image/expanded/Expand Expand");
  assertEquals([inputSizes(model), prepared.inputs[0]?.shape], Array(2).fill([1, 3, 64, 64]));
  const sizes = model.graph?.initializer.find(({ name }) => name === "image/expanded/sizes");
  assertEquals(sizes?.int64Data.length === 0 ? sizes.rawData[0] : Number(sizes?.int64Data[0]), 5);
});

Deno.test("prepare() takes weights and images from the seed of the job", async () => {
  const seed = 12_345;
  const { sessions, weights, image, prepared } = await prepare(
    { graph: "fast", batch: 2, seed },
    { needsReference: true },
  );
  const seeded = (graph: Graph) => sha256(encodeOnnx(graph, seededValues(seed)).weightParts());
  const [reference] = sessions;
  assertEquals(sha256([reference?.weights ?? new Uint8Array()]), seeded(PLAIN));
  assertEquals(sha256([weights]), seeded(FAST));
  assertEquals(reference?.feeds.map(({ data }) => data), [seededImages(seed, IMAGE_ELEMENTS)]);
  assertEquals(image, bytesOf(seededImages(seed, 2 * IMAGE_ELEMENTS)));
  const [{ path: _, ...about } = { path: "" }] = prepared.inputs;
  assertEquals<unknown>(about, { name: "image", type: "float32", shape: [2, 3, 64, 64] });
});

Deno.test("prepare() writes the graph with the rewrites that are asked for", async () => {
  const { model } = await prepare({ graph: "fast", rewrites: ["foldBatchNorm"] });
  const { foldBatchNorm } = CPU_REWRITES;
  const { graph } = fastGraph(PLAIN, { foldBatchNorm } as typeof CPU_REWRITES);
  assertEquals(nodesOf(model), nodesIn(graph));
  assertNotEquals(nodesIn(graph), nodesIn(PLAIN));
  const none = await prepare({ graph: "fast", rewrites: [] });
  assertEquals(nodesOf(none.model), nodesIn(PLAIN));
});

Deno.test("prepare() writes our graph beside the same weights, for engines that take it", async () => {
  const { json, weights } = await prepare({ batch: 2 }, { formats: ["onnx", "graph"] });
  assertEquals(json.nodes.length, PLAIN.nodes.length);
  assertEquals([json.inputs, json.outputs, json.weights], [["image"], ["logits"], "weights.bin"]);
  assertEquals(json.values.image, { type: "float32", shape: [2, 3, 64, 64] });
  const { name, offset, byteLength } = json.parameters[0];
  const parameter = PLAIN.parameters.find((known) => known.name === name);
  const expected = new Float32Array(byteLength / 4);
  seededValues(7)(expected, parameter as never);
  assertEquals(weights.slice(offset, offset + byteLength), bytesOf(expected));
  const constant = json.parameters.find(({ role }: { role: string }) => role === "constant");
  const data = PLAIN.parameters.find((known) => known.name === constant.name)?.data;
  const { buffer, byteOffset } = data as BigInt64Array;
  assertEquals(
    weights.slice(constant.offset, constant.offset + constant.byteLength),
    new Uint8Array(buffer, byteOffset, constant.byteLength),
  );
});

Deno.test("prepare() writes our graph of a user's file with the values of that file", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/own.onnx`;
    // Another seed than the job's: values made up anew would differ.
    await Deno.writeFile(path, encodeSelfContained(PLAIN, seededValues(9)));
    using workshop = openWorkshop(fakeRuntime([floats(1)]).runtime);
    const asked: Omit<PrepareRequest, "formats"> = {
      kind: "prepare",
      job: job({ batch: 2 }),
      folder,
      needsReference: false,
      modelFile: { path, dims: {}, arrays: {} },
    };
    // As it is, nobody reads its values.
    await workshop.prepare({ ...asked, formats: ["onnx"] });
    const { paths, ownFileBytes } = await workshop.prepare({
      ...asked,
      formats: ["onnx", "graph"],
    });
    assertEquals([paths.onnx, ownFileBytes], [path, (await Deno.stat(path)).size]);
    const { parameters } = JSON.parse(await Deno.readTextFile(paths.graph ?? ""));
    const weights = await Deno.readFile(`${folder}/weights.bin`);
    const { name, offset, byteLength } = parameters.find(
      ({ name }: { readonly name: string }) => name.endsWith("conv1.weight"),
    );
    const expected = new Float32Array(byteLength / 4);
    seededValues(9)(expected, PLAIN.parameters.find((known) => known.name === name) as never);
    assertEquals(weights.slice(offset, offset + byteLength), bytesOf(expected));
    assertEquals(
      parameters.filter(({ byteLength }: { readonly byteLength: number }) => byteLength === 0),
      [],
    );
  });
});

/** What outputs are like where the reference gives these. */
function compare(
  references: readonly Float32Array[],
  outputs: readonly Float32Array[],
  needsReference = true,
) {
  return withFolder(async (folder) => {
    using workshop = openWorkshop(fakeRuntime(references).runtime);
    const files = await Promise.all(outputs.map(async (output, i) => {
      const path = `${folder}/${i}.bin`;
      await Deno.writeFile(path, bytesOf(output));
      return { name: ["logits", "boxes"][i] ?? "", type: "float32", shape: [output.length], path };
    }));
    const asked = { job: job(LIGHT), folder, needsReference, outputs: files };
    return await workshop.compare({ kind: "compare", ...asked });
  });
}

Deno.test("compare() holds outputs against those of the reference, as far as that goes", async () => {
  const { difference, finite } = await compare([floats(1, -4, 2)], [floats(1.5, -4, 2, 99, 99)]);
  assertEquals([difference, finite], [0.125, true]);
  assertEquals((await compare([floats(1, 2)], [floats(1, 2)])).difference, 0);
  assertEquals((await compare([floats(1)], [floats(1)], false)).difference, null);
});

Deno.test("compare() says of outputs that are no numbers that they are not finite", async () => {
  for (const wrong of [NaN, Infinity, -Infinity]) {
    const { finite, difference } = await compare([floats(3, 4)], [floats(3, wrong)]);
    assertEquals([finite, difference], [false, Infinity]);
  }
});

Deno.test("compare() gives the SHA-256 of the outputs, and refuses none at all", async () => {
  const { sha256: digest } = await compare([floats(9, 9)], [floats(1, 2)]);
  assertEquals(digest, sha256([bytesOf(floats(1, 2))]));
  await assertRejects(() => compare([floats(1)], []), Error, 'engine gave no output "logits"');
});

Deno.test("openWorkshop() prepare() writes the weights of a checkpoint, for as many classes as it has", () =>
  withFolder(async (folder) => {
    const size = { height: 32, width: 32 };
    const graph = findModel("deit-t").build({ size, classes: 6 });
    const path = `${folder}/deit.safetensors`;
    await Deno.writeFile(path, graphCheckpoint(graph, { seed: 9 }));
    const { prepared, weights } = await prepare(
      { model: "deit-t", graph: "plain", ...size },
      { weightsFile: { path, allowMissing: [] } },
    );
    assertEquals(prepared.built.graphHash, await graphHash(graph));
    const expected = encodeOnnx(graph, seededValues(9)).weightParts();
    assertEquals(sha256([weights]), sha256(expected));
  }));
