// cli/commands/count_subjects.ts: files beside networks of the catalog, at the sizes that are given.

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { countCommand } from "../../../cli/commands/count_command.ts";
import { countOptionsOf } from "../../../cli/commands/count_options.ts";
import { countSubjects } from "../../../cli/commands/count_subjects.ts";
import { parseCommandLine } from "../../../cli/shell/command.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { node, onnxFile, value, weight } from "../../support/onnx_file.ts";
import { withFolder } from "../../support/run_task.ts";

async function subjectsOf(...args: readonly string[]) {
  return Array.from(
    await countSubjects(countOptionsOf(parseCommandLine(countCommand, args))),
    ({ id, method, size, batch }) => ({ id, method, size, batch }),
  );
}

/** A 3x3 convolution of 3 -> 8 channels. */
function conv(shape: readonly (string | number | null)[]): Uint8Array<ArrayBuffer> {
  return onnxFile({
    nodes: [node("Conv", ["x", "w"], ["y"], { pads: [1, 1, 1, 1] })],
    inputs: [value("x", shape)],
    outputs: [value("y")],
    initializers: [weight("w", [8, 3, 3, 3])],
  });
}

Deno.test("countSubjects() gives files and networks in the order in which they were named", () =>
  withFolder(async (folder) => {
    const [open, fixed] = [`${folder}/open.onnx`, `${folder}/fixed.ONNX`];
    await Deno.writeFile(open, conv(["N", 3, "H", null]));
    await Deno.writeFile(fixed, conv([4, 3, 16, 16]));
    const args = [open, "resnet18", fixed, "--dim", "H=32", "--dim", "x:3=64", "--batch", "2"];
    assertEquals(await subjectsOf(...args), [
      { id: open, method: "open", size: "Nx3x32x64", batch: 2 },
      { id: "resnet18", method: "ResNet-18", size: "224", batch: 2 },
      { id: fixed, method: "fixed", size: "4x3x16x16", batch: 4 },
    ]);
  }));

Deno.test("countSubjects() builds a network when its turn comes, so that nobody holds all", async () => {
  const args = ["resnet18", "swin-t", "--size", "64"];
  const subjects = await countSubjects(countOptionsOf(parseCommandLine(countCommand, args)));
  const turns = subjects[Symbol.iterator]();
  assertEquals(turns.next().value?.id, "resnet18");
  assertThrows(() => turns.next(), UsageError, 'Cannot build "swin-t" at size 64');
});

Deno.test("countSubjects() says of a file what it needs, and refuses what no file has", () =>
  withFolder(async (folder) => {
    const [open, other] = [`${folder}/open.onnx`, `${folder}/other.onnx`];
    await Deno.writeFile(open, conv(["N", 3, "H", "W"]));
    await Deno.writeFile(other, conv(["N", 3, 8, 8]));
    await assertRejects(
      () => subjectsOf(open),
      UsageError,
      `"${open}": Cannot size "x" [N, 3, H, W] as the file leaves dimensions open: ` +
        "pass --dim H=224 --dim W=224, or other sizes",
    );
    await assertRejects(() => subjectsOf(open, "--dim", "H=8", "--dim", "D=8"), UsageError, '"D"');
    await assertRejects(
      () => subjectsOf(open, other, "--dim", "D=8"),
      UsageError,
      'Cannot bind "D" as none of the files leaves such a dimension open',
    );
  }));

Deno.test("count refuses --dim without a file, and --size without a network", async () => {
  await assertRejects(
    () => subjectsOf("resnet18", "--dim", "H=8"),
    UsageError,
    "Cannot take --dim H as only files have named dimensions",
  );
  await assertRejects(
    () => subjectsOf("a.onnx", "--size", "64"),
    UsageError,
    "Cannot use --size with files",
  );
});
