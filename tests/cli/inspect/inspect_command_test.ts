// cli/inspect/: what a checkpoint holds is shown, with what was passed over, and with few rights.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkpointNotes, sumsText } from "../../../cli/inspect/checkpoint_text.ts";
import { valueCounts } from "../../../cli/inspect/value_counts.ts";
import { readCheckpoint } from "../../../models/checkpoint/formats/read_checkpoint.ts";
import { bytesInMemory } from "../../../models/file/wire/byte_source.ts";
import { checkpointFile } from "../../support/checkpoint_cases.ts";
import { callCommand } from "../../support/call_command.ts";
import { runTask, withFolder } from "../../support/run_task.ts";
import { entry, safetensorsFile } from "../../support/safetensors_file.ts";

const TRAINING = readCheckpoint(bytesInMemory(checkpointFile("zip training")));

// user-cases.md F1: a state dict beside a Namespace and a numpy scalar.
Deno.test("checkpointNotes() says what was chosen, what else there is, and what was passed over", () => {
  assertEquals(checkpointNotes(TRAINING), [
    'PyTorch zip: 11 tensors, 47 elements (bool 2, float32 44, int64 1), 186 B under the key "model"',
    'other tensors, by --key: "model_ema"',
    'passed over, and nothing of it ran: "epoch" (3), "optimizer" (a dictionary of 2), ' +
    '"args" (argparse.Namespace), "best" (numpy.float64), "history" (a list of 2)',
  ]);
});

Deno.test("checkpointNotes() names some of what is many", () => {
  const skipped = Array.from({ length: 25 }, (_, index) => ({ path: `p${index}`, what: "None" }));
  const [, line = ""] = checkpointNotes({ ...TRAINING, others: [], skipped });
  assertStringIncludes(line, '"p19" (None) and 5 more');
});

Deno.test("sumsText() says that there are no tensors", () => {
  assertEquals(sumsText([]), "no tensors");
});

Deno.test("sumsText() adds up elements and bytes by type", () => {
  const { tensors } = readCheckpoint(bytesInMemory(safetensorsFile({
    a: entry("F16", [6000, 2], [0, 24000]),
    b: entry("F9", [3], [24000, 24002]),
  }, new Uint8Array(24002))));
  assertEquals(
    sumsText(tensors),
    "2 tensors, 12,003 elements (float16 12,000, unknown F9 3), 24.0 kB",
  );
});

Deno.test("valueCounts() counts denormals of float32, NaN and infinities", () => {
  const values = Float32Array.of(0, -0, 1, 2 ** -126, 2 ** -127, -(2 ** -149), NaN, -Infinity);
  const bytes = new Uint8Array(values.buffer);
  const file = safetensorsFile({ w: entry("F32", [8], [0, 32]) }, bytes);
  const [tensor] = readCheckpoint(bytesInMemory(file)).tensors;
  assertEquals(tensor && valueCounts(tensor), { denormal: 2, nan: 1, infinite: 1 });
});

Deno.test("inspect shows every tensor, also those whose values it cannot count, and only reads", () =>
  withFolder(async (folder) => {
    const path = `${folder}/types.pth`;
    await Deno.writeFile(path, checkpointFile("zip types"));
    const { code, stdout, stderr } = await runTask("inspect", path, "--values", "--format", "csv");
    const lines = stdout.trim().split("\r\n");
    assertEquals([code, lines.length, lines[0]], [
      0,
      18,
      "tensor,type,shape,elements,bytes,denormal,nan,infinite",
    ]);
    assertEquals(lines.filter((line) => /^(denormal|complex|bfloat16),/.test(line)), [
      "bfloat16,bfloat16,[3],3,6,0,0,0",
      "complex,complex64,[1],1,8,,,",
      "denormal,float32,[2],2,8,2,0,0",
    ]);
    assertStringIncludes(stderr, 'tensor "complex" is of type complex64, which is no float32');
    const refused = await callCommand("inspect", path, "--key", "ema");
    assertEquals([refused.code, refused.stdout], [2, ""]);
    assertStringIncludes(refused.stderr, 'it has no tensors under the key "ema"');
  }));
