// `count` and `compare` of files as their user runs them.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { node, onnxFile, value, weight } from "../../support/onnx_file.ts";
import { callCommand } from "../../support/call_command.ts";
import { runTask, withFolder } from "../../support/run_task.ts";

/** A convolution to so many channels; height and width are left open, and the batch. */
function convolution(channels: number): Uint8Array {
  return onnxFile({
    inputs: [value("x", ["N", 3, "H", "W"])],
    outputs: [value("y")],
    nodes: [
      node("Conv", ["x", "w"], ["c"], { pads: [1, 1, 1, 1] }, { name: "/stem/conv/Conv" }),
      node("Relu", ["c"], ["y"], {}, { name: "/stem/Relu" }),
    ],
    initializers: [weight("w", [channels, 3, 3, 3])],
  });
}

function branch(width: number) {
  return {
    name: "branch",
    node: [node("MatMul", ["x", "w"], [`y${width}`], {}, { name: `m${width}` })],
    output: [value(`y${width}`)],
    initializer: [weight("w", [16, width])],
  };
}

/** An If that data decide. */
const CHOICE = onnxFile({
  inputs: [value("x", [1, 16]), value("c", [], "bool")],
  outputs: [value("y")],
  nodes: [
    node("If", ["c"], ["y"], {
      then_branch: { graph: branch(32) },
      else_branch: { graph: branch(8) },
    }, { name: "choice" }),
  ],
});

/** A Loop whose number of steps is an input. */
const LOOP = onnxFile({
  inputs: [value("x", [1, 8]), value("n", [], "int64")],
  outputs: [value("y")],
  nodes: [
    node("Loop", ["n", "", "x"], ["y"], {
      body: {
        graph: {
          name: "body",
          input: [value("i", [], "int64"), value("g", [], "bool"), value("s")],
          node: [
            node("Identity", ["g"], ["h"]),
            node("MatMul", ["s", "w"], ["t"], {}, { name: "step" }),
          ],
          output: [value("h", [], "bool"), value("t")],
          initializer: [weight("w", [8, 8])],
        },
      },
    }, { name: "loop" }),
  ],
});

async function withFiles(
  files: Readonly<Record<string, Uint8Array>>,
  test: (paths: Readonly<Record<string, string>>) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const paths: Record<string, string> = {};
    for (const [name, bytes] of Object.entries(files)) {
      paths[name] = join(folder, `${name}.onnx`);
      await Deno.writeFile(paths[name], bytes);
    }
    await test(paths);
  });
}

Deno.test("count takes files beside networks, binds their dimensions and says what the batch is", async () => {
  await withFiles({ conv: convolution(8), choice: CHOICE }, async ({ conv = "", choice = "" }) => {
    const open = await runTask("count", conv);
    assertEquals(open.code, 2);
    assertStringIncludes(open.stderr, "pass --dim H=224 --dim W=224");

    const call = [conv, "resnet18", choice, "--dim", "H=32", "--dim", "W=32", "--batch", "2"];
    const { code, stdout, stderr } = await runTask("count", ...call, "--format", "json");
    const rows = JSON.parse(stdout) as readonly Readonly<Record<string, unknown>>[];
    assertEquals(code, 0);
    assertEquals(
      rows.map((row) =>
        ["method", "params", "macs", "macs_max", "batch", "lower_bound"].map((key) => row[key])
      ),
      [
        ["conv", 216, 442_368, 442_368, 2, "no"],
        ["ResNet-18", 11_689_512, 3_628_146_688, 3_628_146_688, 2, "no"],
        ["choice", 640, 128, 512, 1, "no"],
      ],
    );
    assertStringIncludes(stderr, `note: ${conv}: the batch is "N", axis 0 of "x"`);
    assertStringIncludes(
      stderr,
      `note: ${choice}: the batch is fixed in the file: 1, the first axis of "x"`,
    );
    assertStringIncludes(stderr, "MACs of each: then_branch 512, else_branch 128");
  });
});

Deno.test("count prints ranges and what a loop costs per iteration, and ends with code 1 for the latter", async () => {
  await withFiles({ choice: CHOICE, loop: LOOP }, async ({ choice = "", loop = "" }) => {
    const { code, stdout, stderr } = await callCommand("count", choice, loop);
    assertEquals(code, 1);
    assertMatch(stdout, /\| +128 to 512 \|/);
    assertMatch(stdout, /\| +at least 0 \+ 64 per iteration \|/);
    assertStringIncludes(
      stderr,
      `warning: ${loop} is a lower bound, "loop" costs 64 per iteration (MACs), ` +
        "as often as data say",
    );
  });
});

Deno.test("count --by node gives every node its row, inner ones too", async () => {
  await withFiles({ choice: CHOICE }, async ({ choice = "" }) => {
    const { stdout } = await callCommand("count", choice, "--by", "node", "--format", "csv");
    assertEquals(stdout.replaceAll(choice, "F").split("\r\n"), [
      "model,node,op,output,runs,params,macs,macs_percent",
      "F,choice,If,,1,0,0,0",
      'F,m32,MatMul,"[1, 32]",,512,512,',
      'F,m8,MatMul,"[1, 8]",,128,128,',
      "",
    ]);
  });
});

Deno.test("count --convention of a file tells what follows from operators, and of the rest why not", async () => {
  await withFiles({ conv: convolution(8) }, async ({ conv = "" }) => {
    const dims = ["--dim", "H=32", "--dim", "W=32"];
    const call = [conv, ...dims, "--convention", "all", "--format", "json"];
    const rows = JSON.parse((await callCommand("count", ...call)).stdout) as readonly Readonly<
      Record<string, unknown>
    >[];
    const told = rows.filter(({ total }) => total !== null);
    assertEquals(told.map(({ convention, total }) => [convention, total]), [
      ["mac", 221_184],
      ["flop2", 442_368],
      ["conv-linear", 221_184],
      ["fvcore", 221_184],
      ["torch-flop-counter", 442_368],
      ["deepspeed-macs", 221_184],
    ]);
    const reasons = new Set(rows.filter(({ total }) => total === null).map(({ caveat }) => caveat));
    assertEquals([...reasons], [
      "follows from PyTorch modules and functions, which a file does not have",
    ]);
  });
});

Deno.test("compare tells of two files what got bigger, node by node", async () => {
  await withFiles(
    { old: convolution(8), next: convolution(9) },
    async ({ old = "", next = "" }) => {
      const call = ["--dim", "H=32", "--dim", "W=32", "--format", "csv"];
      const bigger = await callCommand("compare", old, next, ...call);
      assertEquals(bigger.code, 1);
      assertEquals(
        bigger.stdout.split("\r\n")[1],
        [
          ..."/stem/conv/Conv,Conv,changed".split(","),
          '"[N, 8, 32, 32]"',
          '"[N, 9, 32, 32]"',
          216,
          243,
          27,
          221_184,
          248_832,
          27_648,
        ].join(),
      );
      assertStringIncludes(bigger.stderr, "Params bigger (216 -> 243), MACs bigger");
      assertEquals((await callCommand("compare", next, old, ...call)).code, 0);
      assertEquals((await callCommand("compare", old, "records.jsonl")).code, 2);
    },
  );
});
