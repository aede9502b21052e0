// Workers on files of others: the plain graph is the file itself, the fast one has the file's values.

import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { toleranceOf } from "../../../bench/job/agreement.ts";
import type { Job, Loaded } from "../../../bench/job/protocol.ts";
import { openWorkers } from "../../../bench/run/worker_process.ts";
import { findModel } from "../../../models/catalog.ts";
import { encodeSelfContained } from "../../../models/graph/onnx.ts";
import { seededValues } from "../../../models/graph/parameter_values.ts";
import { node, onnxFile, tensor, value } from "../../support/onnx_file.ts";
import { npyFile } from "../../support/npy_file.ts";
import { withFolder } from "../../support/run_task.ts";
import { fakeJob } from "../fakes/fake_workers.ts";

const SIZE = { height: 64, width: 64 };
const NETWORK = findModel("dsnet-t").build({ size: SIZE });

/** What a worker says of a file. */
function load(
  bytes: Uint8Array,
  changes: Partial<Job>,
  dims = {},
  array?: Uint8Array,
): Promise<Loaded> {
  return withFolder(async (folder) => {
    const path = `${folder}/model.onnx`;
    await Deno.writeFile(path, bytes);
    const arrays = array === undefined ? {} : { ids: `${folder}/ids.npy` };
    if (array !== undefined) await Deno.writeFile(`${folder}/ids.npy`, array);
    const scratch = `${folder}/scratch`;
    await Deno.mkdir(scratch);
    await using workers = openWorkers({
      timeLimitMs: 120_000,
      scratch: await Deno.realPath(scratch),
      sources: new Map([["model.onnx", { modelFile: { path, dims, arrays } }]]),
    });
    const job = { ...fakeJob("model.onnx"), height: 0, width: 0, ...changes };
    const { loaded, close } = await workers.startWorker(job);
    await close();
    return loaded;
  });
}

Deno.test("openWorkers() runs a file as it is, and its fast graph with the values of the file", async () => {
  // Another seed than the job's: values made up anew would disagree.
  const bytes = encodeSelfContained(NETWORK, seededValues(9));
  const plain = await load(bytes, { graph: "plain", batch: 2 });
  assertEquals([plain.finite, plain.referenceDifference], [true, null]);
  const fast = await load(bytes, { graph: "fast", batch: 2 });
  const { referenceDifference } = fast;
  assert(referenceDifference !== null && referenceDifference < toleranceOf(fakeJob("")));
  assert(fast.built.executedMacs < plain.built.executedMacs);
  assertEquals(fast.built.macs, plain.built.macs);
});

/** Words of a table, summed over the sentence: an index beyond the table would be refused. */
const WORDS = onnxFile({
  nodes: [node("Gather", ["words", "ids"], ["word"]), node("ReduceMean", ["word"], ["y"])],
  inputs: [value("ids", ["batch", "length"], "int64")],
  outputs: [value("y", [1, 1, 1])],
  initializers: [tensor("words", [10, 4], {
    dataType: 1,
    rawData: new Uint8Array(Float32Array.from({ length: 40 }, (_, i) => i).buffer),
  })],
});

Deno.test("openWorkers() feeds a file whole numbers that its table has, sized by --dim", async () => {
  const loaded = await load(WORDS, { graph: "plain", batch: 3 }, { length: 5 });
  assertEquals([loaded.finite, loaded.built.params], [true, 40]);
});

Deno.test("openWorkers() feeds a file the array that is given for its input", async () => {
  const sizes = { length: 5 };
  const made = await load(WORDS, { graph: "plain", batch: 1 }, sizes);
  const ids = npyFile("<i8", "(1, 5)", BigInt64Array.from([9n, 9n, 9n, 9n, 9n]));
  const given = await load(WORDS, { graph: "plain", batch: 1 }, sizes, ids);
  assertNotEquals(given.outputSha256, made.outputSha256);
  await assertRejects(
    () => load(WORDS, { graph: "plain", batch: 2 }, sizes, ids),
    Error,
    'Cannot feed input "ids" as it must be int64 [2, 5]: got int64 [1, 5]',
  );
});

Deno.test("openWorkers() says that a file's batch is fixed, and runs it with batch 1", async () => {
  const fixed = onnxFile({
    nodes: [node("Relu", ["x"], ["y"])],
    inputs: [value("x", [4, 3])],
    outputs: [value("y", [4, 3])],
  });
  await assertRejects(
    () => load(fixed, { graph: "plain", batch: 8 }),
    Error,
    "as its batch is fixed in the file: pass --batch 1",
  );
  assertEquals((await load(fixed, { graph: "plain", batch: 1 })).finite, true);
});
