import { assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import { evaluateCommand } from "../../../cli/evaluate/evaluate_command.ts";
import { evaluatedNetwork } from "../../../cli/evaluate/evaluated_network.ts";
import { evaluateOptionsOf } from "../../../cli/evaluate/evaluate_options.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { parseCommandLine } from "../../../cli/shell/command.ts";
import { node, onnxFile, value } from "../../support/onnx_file.ts";
import { callCommand } from "../../support/call_command.ts";
import { runTaskIn, withFolder } from "../../support/run_task.ts";
import { entry, safetensorsFile } from "../../support/safetensors_file.ts";
import { SHAPES_FOLDER } from "../../support/shapes.ts";

Deno.test("evaluatedNetwork() names weights in parts by the sum of all parts, as bench does", () =>
  withFolder(async (folder) => {
    const part = safetensorsFile(
      { "norm.bias": entry("F32", [192], [0, 768]) },
      new Array(768).fill(0),
    );
    const index = JSON.stringify({ weight_map: { "norm.bias": "part.safetensors" } });
    await Deno.writeFile(`${folder}/part.safetensors`, part);
    const path = `${folder}/model.safetensors.index.json`;
    await Deno.writeTextFile(path, index);
    const args = parseCommandLine(evaluateCommand, ["deit-t", "--quiet"]);
    const { planned, weights } = await evaluatedNetwork(args, "deit-t", {
      path,
      allowMissing: ["*"],
    });
    const sum = createHash("sha256").update(index).update(part).digest("hex");
    assertEquals([weights?.sha256, planned.weights?.recorded.sha256], [sum, sum]);
    assertNotEquals(sum, createHash("sha256").update(index).digest("hex"));
  }));

/** What evaluating a file of a user comes to, of pictures `[1, 3, ...sides]`; NonZero gives its first output. */
function networkOfFile(sides: readonly number[], ...others: readonly string[]) {
  return withFolder(async (folder) => {
    const path = `${folder}/own.onnx`;
    await Deno.writeFile(
      path,
      onnxFile({
        nodes: [
          node("NonZero", ["x"], ["places"]),
          node("ReduceMean", ["x"], ["y"], { axes: [2, 3], keepdims: 0 }),
        ],
        inputs: [value("x", [1, 3, ...sides])],
        outputs: [value("places", [4, null], "int64"), value("y", [1, 3])],
        versions: { "": 17 },
      }),
    );
    const call = [path, "--quiet", "--preset=deit", ...others];
    const args = parseCommandLine(evaluateCommand, call);
    return await evaluatedNetwork(args, path, undefined);
  });
}

Deno.test("evaluatedNetwork() finds the logits among all outputs, and says what no preset can cut", async () => {
  const { logits, classes, fixedBatch } = await networkOfFile([224, 224], "--batch=1");
  assertEquals([logits, classes, fixedBatch], [1, 3, 1]);
  await assertRejects(
    () => networkOfFile([224, 224], "--batch=8"),
    UsageError,
    "as its batch is fixed in the file: leave it out, 1 at a time are run",
  );
  await assertRejects(
    () => networkOfFile([224, 256]),
    UsageError,
    "224 x 224 and the input is 224 x 256: presets cut squares, export it for a square",
  );
});

Deno.test("evaluate takes its part from a scheduler with --shard auto", async () => {
  const call = ["no-such-network", `--data=${SHAPES_FOLDER}/pictures`, "--shard=auto"];
  const alone = await runTaskIn({}, "evaluate", ...call);
  assertEquals(alone.code, 2);
  assertEquals(
    alone.stderr.includes('Cannot take --shard "auto" as no scheduler says which part this is'),
    true,
    alone.stderr,
  );
  const environment = {
    SLURM_ARRAY_TASK_ID: "2",
    SLURM_ARRAY_TASK_COUNT: "3",
    SLURM_ARRAY_TASK_MIN: "1",
    SLURM_ARRAY_TASK_MAX: "3",
    SLURM_ARRAY_TASK_STEP: "1",
  };
  const { code, stderr } = await runTaskIn({ environment }, "evaluate", ...call);
  assertEquals([code, stderr.includes("no-such-network")], [2, true], stderr);
});

Deno.test("evaluate says what is wrong with the pictures before it reads weights", async () => {
  for (
    const [data, message] of [
      [[], "Cannot evaluate as there are no pictures: pass --data DIR"],
      [["--data=none"], 'Cannot list "none" as it is not there'],
    ] as const
  ) {
    const { code, stderr } = await callCommand("evaluate", "deit-t", "--checkpoint=none", ...data);
    assertEquals([code, stderr.startsWith(`error: ${message}`)], [2, true], stderr);
  }
});

Deno.test("evaluateOptionsOf() refuses half precision where the file would have to be in it", () => {
  const optionsOf = (...others: readonly string[]) =>
    evaluateOptionsOf(
      parseCommandLine(evaluateCommand, ["my.onnx", "--precision=fp16", ...others]),
    );
  assertThrows(
    () => optionsOf(),
    UsageError,
    'Cannot take --precision "fp16" with "my.onnx" as onnxruntime-node runs a file as it is',
  );
  assertEquals(optionsOf("--engine=openvino").precision, "fp16");
});
