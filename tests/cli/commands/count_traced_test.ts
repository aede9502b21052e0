// `count --traced`, as its users call it: the runtime runs the file.

import { assertEquals, assertMatch } from "@std/assert";
import { int64s, node, onnxFile, subgraph, value, weight } from "../../support/onnx_file.ts";
import { npyFile } from "../../support/npy_file.ts";
import { callCommand } from "../../support/call_command.ts";
import { runTask, withFolder } from "../../support/run_task.ts";

/**
 * A loop of `n` iterations whose state has twice the rows after each, multiplied by 4x4, and a branch
 * that multiplies by 4x8 where `c` holds.
 */
function decidedByData(): Uint8Array<ArrayBuffer> {
  const body = subgraph({
    inputs: [value("i", [], "int64"), value("go", [], "bool"), value("s", [null, 4])],
    nodes: [
      node("MatMul", ["s", "w"], ["m"]),
      node("Concat", ["m", "m"], ["next"], { axis: 0 }),
      node("Identity", ["go"], ["on"]),
    ],
    outputs: [value("on", [], "bool"), value("next", [null, 4])],
    more: { name: "body" },
  });
  const branch = (op: string, ...inputs: readonly string[]) =>
    subgraph({
      nodes: [node(op, inputs, ["r"])],
      outputs: [value("r")],
      more: { name: "branch" },
    });
  return onnxFile({
    graph: { name: "graph" },
    inputs: [value("x", [1, 4]), value("n", [], "int64"), value("c", [], "bool")],
    nodes: [
      node("Loop", ["n", "", "x"], ["l"], { body: { graph: body } }, { name: "loop" }),
      node("If", ["c"], ["o"], {
        then_branch: { graph: branch("MatMul", "x", "v") },
        else_branch: { graph: branch("Relu", "x") },
      }, { name: "if" }),
      node("HardSwish", ["l"], ["h"]),
    ],
    outputs: [value("h", [null, 4]), value("o")],
    initializers: [weight("w", [4, 4]), weight("v", [4, 8])],
  });
}

Deno.test("count --traced counts the branches and iterations that ran, to the unit", () =>
  withFolder(async (folder) => {
    const [path, n, c] = [`${folder}/data.onnx`, `${folder}/n.npy`, `${folder}/c.npy`];
    await Deno.writeFile(path, decidedByData());
    await Deno.writeFile(n, npyFile("<i8", "()", new BigInt64Array([3n])));
    await Deno.writeFile(c, npyFile("|b1", "()", new Uint8Array([1])));
    const inferred = await runTask("count", path, "--format", "json");
    assertEquals(inferred.code, 1);
    const [before] = JSON.parse(inferred.stdout);
    assertEquals([before.macs, before.macs_max, before.lower_bound], [0, 32, "yes"]);

    const arrays = ["--input", `n=${n}`, "--input", `c=${c}`];
    const { code, stdout, stderr } = await runTask(
      "count",
      path,
      "--traced",
      ...arrays,
      "--format",
      "json",
    );
    const [after] = JSON.parse(stdout);
    // Rows 1, 2 and 4 by 4x4, then one row by 4x8.
    assertEquals([after.macs, after.macs_max, after.lower_bound, after.as_run], [
      7 * 16 + 32,
      7 * 16 + 32,
      "no",
      "yes",
    ]);
    assertEquals([after.params, code], [48, 0]);
    assertMatch(
      stderr,
      /data decided in this run: "loop" ran body 3 times, "if" ran then_branch once/,
    );
    assertMatch(stderr, /told by the run alone \(\d\): .*\bl\b/);
  }));

Deno.test("count --traced makes up inputs of whole numbers, truth values and text", () =>
  withFolder(async (folder) => {
    // github.com/huggingface/transformers.js/issues/78: plain numbers for int64 threw.
    const types = ["int64", "bool", "uint8", "string"] as const;
    const path = `${folder}/types.onnx`;
    await Deno.writeFile(
      path,
      onnxFile({
        graph: { name: "graph" },
        nodes: types.map((type) => node("Identity", [type], [`${type}_out`])),
        inputs: types.map((type) => value(type, ["N", 2], type)),
        outputs: types.map((type) => value(`${type}_out`, ["N", 2], type)),
      }),
    );
    const { code, stderr } = await callCommand("count", path, "--traced", "--batch", "3");
    assertMatch(stderr, /batch 3: 8 tensors have the type and sizes that were inferred\n$/);
    assertEquals(code, 0);
  }));

Deno.test("count --traced refuses what cannot run in one line, and ends what takes too long", () =>
  withFolder(async (folder) => {
    const [unknown, endless] = [`${folder}/unknown.onnx`, `${folder}/endless.onnx`];
    await Deno.writeFile(
      unknown,
      onnxFile({
        graph: { name: "graph" },
        nodes: [node("Nothing", ["x"], ["y"])],
        inputs: [value("x", [1])],
        outputs: [value("y", [1])],
      }),
    );
    const body = subgraph({
      inputs: [value("i", [], "int64"), value("go", [], "bool"), value("s", [256, 256])],
      nodes: [node("MatMul", ["s", "s"], ["t"]), node("Identity", ["go"], ["on"])],
      outputs: [value("on", [], "bool"), value("t", [256, 256])],
      more: { name: "body" },
    });
    await Deno.writeFile(
      endless,
      onnxFile({
        graph: { name: "graph" },
        nodes: [node("Loop", ["n", "", "x"], ["y"], { body: { graph: body } })],
        inputs: [value("x", [256, 256])],
        outputs: [value("y", [256, 256])],
        initializers: [int64s("n", [2 ** 40], [])],
      }),
    );
    const [refused, ended, starved] = await Promise.all([
      runTask("count", unknown, "--traced"),
      runTask("count", endless, "--traced", "--timeout", "3s"),
      runTask("count", unknown, "--traced", "--memory", "1"),
    ]);
    assertEquals(starved.code, 1);
    if (Deno.build.os !== "windows") {
      assertMatch(starved.stderr, /: raise it by --memory$|, raise/m);
    }
    assertEquals(refused.code, 1);
    assertMatch(
      refused.stderr,
      /^error: Cannot trace ".*unknown.onnx" as the runtime has no operator Nothing: .*$/m,
    );
    assertEquals(ended.code, 1);
    assertMatch(
      ended.stderr,
      /^error: Cannot trace ".*endless.onnx" as its run takes more than 3 s, raise it by --timeout$/m,
    );
  }));

Deno.test("count takes what is said of a run with --traced only, and that with files only", () =>
  withFolder(async (folder) => {
    const path = `${folder}/data.onnx`;
    await Deno.writeFile(path, decidedByData());
    const lone = await callCommand("count", path, "--timeout", "3s");
    assertEquals(
      lone.stderr,
      "error: Cannot take --timeout without --traced as nothing runs: add it\n",
    );
    const network = await callCommand("count", "resnet18", "--traced");
    assertMatch(network.stderr, /^error: Cannot take --traced without a file as .*: name one\n$/);
    assertEquals([lone.code, network.code], [2, 2]);
  }));
