import { assertEquals, assertRejects } from "@std/assert";
import { readOutputs } from "../../../bench/prepare/read_outputs.ts";
import { withFolder } from "../../support/run_task.ts";

/** Two files of two bytes, as an engine could leave them. */
function withOutputs(
  use: (
    file: (name: string, type: string, shape?: readonly number[]) => {
      readonly name: string;
      readonly type: string;
      readonly shape: number[];
      readonly path: string;
    },
  ) => Promise<void>,
): Promise<void> {
  return withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/a`, Uint8Array.of(0x80, 0x3f));
    await Deno.writeFile(`${folder}/b`, Uint8Array.of(1, 0xff));
    await use((name, type, shape = [1]) => ({
      name,
      type,
      shape: [...shape],
      path: `${folder}/${name}`,
    }));
  });
}

Deno.test("readOutputs() reads numbers of any type, in the order of the names", () =>
  withOutputs(async (file) => {
    const read = await readOutputs([file("a", "bfloat16"), file("b", "int8", [2])], ["b", "a"]);
    assertEquals(read, [Float32Array.of(1, -1), Float32Array.of(1)]);
  }));

Deno.test("readOutputs() refuses what is missing, has no numbers or another size than it says", () =>
  withOutputs(async (file) => {
    for (
      const [files, message] of [
        [[], 'engine gave no output "a"'],
        [[file("a", "string")], 'engine gave output "a" as string, which has no numbers'],
        [
          [file("a", "int8", [3])],
          'engine gave output "a" of 2 bytes where int8 [3] has 3',
        ],
      ] as const
    ) {
      await assertRejects(() => readOutputs(files, ["a"]), Error, message);
    }
  }));

Deno.test("readOutputs() refuses outputs that are too large together", () =>
  withOutputs(async (file) => {
    const files = [file("a", "float16"), file("b", "float16")];
    assertEquals((await readOutputs(files, ["a", "b"], 4)).length, 2);
    await assertRejects(
      () => readOutputs(files, ["a", "b"], 3),
      Error,
      "engine gave outputs of more than 3 bytes, make the batch smaller",
    );
  }));
