import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import type { EvaluationRecord, PictureRecord } from "../../../bench/record/record.ts";
import { parseRecords } from "../../../bench/record/record_reader.ts";
import { isThere } from "../../../cli/shell/files.ts";
import { evaluationRecord } from "../../support/evaluations.ts";
import { node, onnxFile, tensor, value } from "../../support/onnx_file.ts";
import { runTask, taskArguments, withFolder } from "../../support/run_task.ts";
import { startTied } from "../../support/tied_process.ts";
import { SHAPES, SHAPES_FOLDER } from "../../support/shapes.ts";

const MODEL = `${SHAPES_FOLDER}/shapes.onnx`;
const STEPS = ["--resize=36", "--crop=32", "--interpolation=bicubic", "--quiet"];

async function recordsIn(folder: string) {
  const { records, problems } = parseRecords(await Deno.readTextFile(`${folder}/records.jsonl`));
  assertEquals(problems, []);
  return {
    evaluations: records.filter((one): one is EvaluationRecord => one.kind === "evaluation"),
    pictures: records.filter((one): one is PictureRecord => one.kind === "picture"),
  };
}

Deno.test("evaluate has the answers that PyTorch has to every picture, in records.jsonl too", () =>
  withFolder(async (out) => {
    const data = `--data=${SHAPES_FOLDER}/pictures`;
    const call = [MODEL, data, ...STEPS, `--out=${out}`, "--batch=7", "--format=json"];
    const { code, stdout, stderr } = await runTask("evaluate", ...call);
    assertEquals([code, stderr], [0, ""]);
    const [row] = JSON.parse(stdout);
    const { length } = SHAPES.pictures;
    assertEquals([row.pictures, row.top1_right, row.preset], [
      length,
      SHAPES.right,
      "deit+resize=36+crop=32",
    ]);
    assertEquals(row.top1_percent, 100 * SHAPES.right / length);
    const { evaluations: [evaluation], pictures } = await recordsIn(out);
    const answers = pictures.map(({ name, label, top }) => ({ name, label, top }));
    assertEquals(answers, SHAPES.pictures.map(({ name, label, top }) => ({ name, label, top })));
    assertEquals(pictures.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256)), true);
    assertEquals([evaluation?.classes, evaluation?.data.labels, evaluation?.weights?.file], [
      10,
      "sorted names",
      "shapes.onnx",
    ]);
  }));

Deno.test("evaluate runs a file by the batch that it fixes, and answers to every picture once", () =>
  withFolder(async (folder) => {
    const path = `${folder}/threes.onnx`;
    await Deno.writeFile(
      path,
      onnxFile({
        nodes: [
          node("ReduceMean", ["x"], ["m"], { axes: [2, 3], keepdims: 0 }),
          node("MatMul", ["m", "w"], ["y"]),
        ],
        inputs: [value("x", [3, 3, 32, 32])],
        outputs: [value("y", [3, 10])],
        initializers: [
          tensor("w", [3, 10], { dataType: 1, floatData: Array(30).keys().toArray() }),
        ],
        versions: { "": 17 },
      }),
    );
    const call = [path, `--data=${SHAPES_FOLDER}/pictures`, ...STEPS, `--out=${folder}/out`];
    const { code, stderr } = await runTask("evaluate", ...call);
    assertEquals([code, stderr.includes("error")], [0, false], stderr);
    const { evaluations: [evaluation], pictures } = await recordsIn(`${folder}/out`);
    assertEquals([evaluation?.batch, pictures.map(({ name }) => name)], [
      3,
      SHAPES.pictures.map(({ name }) => name),
    ]);
  }));

Deno.test({
  ignore: Deno.build.os === "windows",
  name: "evaluate says that it was interrupted, also while the network is loaded",
  fn: () =>
    withFolder(async (out) => {
      const call = [MODEL, `--data=${SHAPES_FOLDER}/pictures`, ...STEPS, `--out=${out}`];
      const evaluate = startTied("deno", {
        args: [...taskArguments(config.tasks.evaluate.command), ...call],
      });
      await evaluate.until(async () => await isThere(`${out}/records.jsonl`));
      evaluate.kill("SIGINT");
      const { code, stderr } = await evaluate.output();
      assertEquals(code, 130, stderr);
      assertMatch(stderr, /^interrupted: what was answered is kept; .* --resume goes on$/m);
    }),
});

/** Two classes, the others empty, and a file that is no picture. */
async function makeData(folder: string): Promise<void> {
  for (const kind of new Set(SHAPES.pictures.map(({ name }) => name.split("/")[0]))) {
    await Deno.mkdir(`${folder}/${kind}`, { recursive: true });
  }
  for (const { name } of SHAPES.pictures.filter(({ name }) => /^(ring|bars)/.test(name))) {
    await Deno.copyFile(`${SHAPES_FOLDER}/pictures/${name}`, `${folder}/${name}`);
  }
  await Deno.writeTextFile(`${folder}/ring/broken.JPEG`, "<html>not found</html>");
}

Deno.test("evaluate names what it cannot read, leaves it out, and goes on where it was", () =>
  withFolder(async (folder) => {
    const data = `${folder}/val`;
    await makeData(data);
    const call = [MODEL, `--data=${data}`, ...STEPS, `--out=${folder}/out`, "--format=json"];
    const first = await runTask("evaluate", ...call, "--batch=4");
    assertEquals(first.code, 1, first.stderr);
    assertStringIncludes(first.stderr, "warning: ring/broken.JPEG: Cannot decode picture");
    assertStringIncludes(
      first.stderr,
      "warning: 1 pictures could not be read and are not counted: figures are of 12",
    );
    const [{ pictures, remark, top1_right: right }] = JSON.parse(first.stdout);
    assertEquals(first.stderr.includes("nothing was resumed"), false);
    assertEquals([pictures, remark], [12, "1 could not be read and are not counted"]);
    const { pictures: before } = await recordsIn(`${folder}/out`);
    assertEquals([...new Set(before.map(({ label }) => label))], [1, 7]);
    assertEquals(right, before.filter(({ label, top }) => top[0] === label).length);

    await Deno.copyFile(`${data}/ring/0.JPEG`, `${data}/ring/broken.JPEG`);
    const second = await runTask("evaluate", ...call, "--resume");
    assertEquals(second.code, 0, second.stderr);
    assertEquals(JSON.parse(second.stdout)[0].pictures, 13);
    const { evaluations, pictures: after } = await recordsIn(`${folder}/out`);
    assertEquals([evaluations.length, after.length], [1, 14]);
    const copy = after.at(-1);
    assertEquals(copy?.sha256, before.find(({ name }) => name === "ring/0.JPEG")?.sha256);
  }));

Deno.test("evaluate says in one line that the network died, keeps its records, and goes on", () =>
  withFolder(async (folder) => {
    const program = new URL("./dying_engine.ts", import.meta.url).href;
    const description = {
      protocol: "dsnet-bench-engine/1",
      name: "dying",
      title: "Dying",
      takes: "onnx",
      devices: ["cpu"],
      precisions: ["fp32"],
      install: "none",
      command: [
        "{deno}",
        "run",
        "--quiet",
        "--no-prompt",
        "--no-check",
        "--allow-all",
        "--config={suite}/deno.json",
        program,
      ],
    };
    await Deno.writeTextFile(`${folder}/dying.json`, JSON.stringify(description));
    const earlier = evaluationRecord({ model: "shapes.onnx", size: "32", classes: 10 });
    await Deno.writeTextFile(`${folder}/records.jsonl`, `${JSON.stringify(earlier)}\n`);
    const call = [
      MODEL,
      `--data=${SHAPES_FOLDER}/pictures`,
      ...STEPS,
      `--out=${folder}`,
      "--resume",
    ];
    const { code, stderr } = await runTask("evaluate", ...call, `--engine=${folder}/dying.json`);
    assertStringIncludes(
      stderr,
      "warning: nothing was resumed: the last evaluation there has another graphHash, weights, preset, " +
        "decoders, data, engine, engineVersions\n",
    );
    assertEquals([code, stderr.split("\n").filter((line) => line.startsWith("error"))], [1, [
      "error: Cannot go on with shapes.onnx as engine ended with exit code 7: what was answered is " +
      "kept, --resume goes on",
    ]]);
    const { evaluations, pictures } = await recordsIn(folder);
    assertEquals([evaluations.length, pictures.length], [2, 0]);
  }));
