// `count` and `list` of files, as their users call them.

import { assertEquals, assertMatch } from "@std/assert";
import { node, onnxFile, value, weight } from "../../support/onnx_file.ts";
import { callCommand } from "../../support/call_command.ts";
import { runTask, withFolder } from "../../support/run_task.ts";
import { writeSparseModel } from "../../support/sparse_model.ts";

Deno.test("count counts a file of more than 4 GiB beside a network", () =>
  withFolder(async (folder) => {
    const path = `${folder}/large.onnx`;
    await writeSparseModel(path, 2 ** 30 + 1);
    const { code, stdout, stderr } = await runTask("count", path, "resnet18", "--format", "json");
    assertEquals(
      JSON.parse(stdout).map(({ model, params, macs }: Record<string, unknown>) => [
        model,
        params,
        macs,
      ]),
      [[path, 2 ** 30 + 1, 2 ** 30 + 1], ["resnet18", 11_689_512, 1_814_073_344]],
    );
    assertEquals(
      stderr,
      `note: ${path}: the batch is fixed in the file: 1, the first axis of "x"\n`,
    );
    assertEquals(code, 0);
  }));

Deno.test("count ends with code 2 and a line for a file that is none, or leaves sizes open", () =>
  withFolder(async (folder) => {
    const path = `${folder}/model.onnx`;
    await Deno.writeTextFile(path, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
    const pointer = await callCommand("count", path);
    assertEquals([pointer.code, pointer.stdout], [2, ""]);
    assertMatch(
      pointer.stderr,
      /^error: Cannot read ".*model.onnx" as it is a pointer of Git LFS.*\n$/,
    );
  }));

Deno.test("list shows what a file is fed with, sizes by their names, and where it comes from", () =>
  withFolder(async (folder) => {
    const path = `${folder}/model.onnx`;
    await Deno.writeFile(
      path,
      onnxFile({
        nodes: [node("Gather", ["w", "ids"], ["y"])],
        inputs: [value("ids", ["N", null, "T"], "int64")],
        outputs: [value("y", undefined, "float16")],
        initializers: [weight("w", [10, 4])],
        model: { producerName: "pytorch", producerVersion: "2.9" },
      }),
    );
    const { code, stdout, stderr } = await callCommand("list", path, "--format", "csv");
    assertEquals(stdout.split(/\r?\n/), [
      "model,is,name,type,shape",
      `${path},input,ids,int64,"[N, ?, T]"`,
      `${path},output,y,float16,unknown`,
      "",
    ]);
    assertEquals(
      stderr,
      `note: ${path}: written by pytorch 2.9, version 10 of the format, operators of ai.onnx 21, ` +
        "1 nodes, 1 tensors\n",
    );
    assertEquals(code, 0);
  }));

Deno.test("count --convention says that a total is a lower bound, and ends with code 1", () =>
  withFolder(async (folder) => {
    const path = `${folder}/model.onnx`;
    await Deno.writeFile(
      path,
      onnxFile({
        nodes: [node("MatMul", ["x", "w"], ["a"]), node("Strange", ["a"], ["y"])],
        inputs: [value("x", [1, 10])],
        outputs: [value("y", [1, 4])],
        initializers: [weight("w", [10, 4])],
      }),
    );
    const all = ["--convention", "all", "--format", "json"];
    const { code, stdout, stderr } = await callCommand("count", path, "resnet18", ...all);
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /warning: \S*model.onnx by mac, flop2, .* is a lower bound, not counted: Strange x 1\n$/,
    );
    const sorted = await callCommand(
      "count",
      path,
      "resnet18",
      "--sort",
      "macs",
      "--format",
      "csv",
    );
    assertEquals(sorted.stdout.split("\r\n").map((line) => line.split(",")[0]), [
      "model",
      "resnet18",
      path,
      "",
    ]);
    const rows: readonly Record<string, unknown>[] = JSON.parse(stdout);
    const bounds = rows.filter(({ convention }) => convention === "mac")
      .map(({ lower_bound, caveat }) => [lower_bound, caveat]);
    assertEquals(bounds, [["yes", "a lower bound, not counted: Strange x 1"], ["no", ""]]);

    // What an operator without a rule costs is unknown, and not 0.
    const split = await callCommand("count", path, "--by", "op", "--format", "csv");
    assertEquals(split.code, 1);
    const [header = "", ...lines] = split.stdout.trim().split("\n").map((line) => line.split(","));
    const [part, macs] = ["op", "macs"].map((name) => header.indexOf(name));
    assertEquals(lines.map((cells) => [cells[part ?? -1], cells[macs ?? -1]]), [
      ["MatMul", "40"],
      ["Strange", ""],
    ]);
  }));

Deno.test("count takes no --by beside --convention", async () => {
  const { code, stderr } = await callCommand(
    "count",
    "resnet18",
    "--by",
    "op",
    "--convention",
    "mac",
  );
  assertEquals(code, 2);
  assertMatch(stderr, /^error: Cannot take --by with --convention: .*leave one of both out\n$/);
});
