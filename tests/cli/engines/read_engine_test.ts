import { assertEquals, assertThrows } from "@std/assert";
import { readEngine } from "../../../cli/engines/read_engine.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { withFolder } from "../../support/run_task.ts";

const RIGHT = {
  protocol: "dsnet-bench-engine/1",
  name: "mine",
  title: "Mine",
  command: ["{here}/mine"],
  takes: "onnx",
  devices: ["cpu"],
  precisions: ["fp32"],
  install: "make",
};

/** Writes a description and reads it. */
function read(content: string) {
  return withFolder(async (folder) => {
    const path = `${folder}/mine.json`;
    await Deno.writeTextFile(path, content);
    return { folder: await Deno.realPath(folder), engine: readEngine(path) };
  });
}

Deno.test("readEngine() reads the file of a description and knows its folder", async () => {
  const { folder, engine } = await read(JSON.stringify(RIGHT));
  assertEquals(engine, { description: RIGHT as typeof engine.description, folder });
});

Deno.test("readEngine() takes a name for an engine of the suite", () => {
  assertEquals(readEngine("onnxruntime-node").description.title, "ONNX Runtime (Node)");
  assertThrows(() => readEngine("no-such"), UsageError, 'Cannot take engine "no-such"');
});

/** Descriptions, and what is said of each. */
const WRONG: readonly (readonly [content: unknown, said: string])[] = [
  [{ ...RIGHT, name: "My Engine" }, "must be like a-name-1 at name"],
  [{ ...RIGHT, precisions: ["int8"] }, "at precisions.0"],
  [{ ...RIGHT, colour: "red" }, '"colour"'],
  [{ ...RIGHT, title: undefined }, "title is missing"],
  ["no object", "expected object"],
];

for (const [content, said] of WRONG) {
  Deno.test(`readEngine() names the wrong field: ${said}`, async () => {
    const error = await read(JSON.stringify(content)).then(() => undefined, (error) => error);
    assertEquals([error instanceof UsageError, error.message.includes(said)], [true, true], error);
  });
}

Deno.test("readEngine() refuses what is no JSON, too long or not there", async () => {
  const messageOf = async (content: string) =>
    await read(content).then(() => "", (error) => error.message);
  assertEquals((await messageOf("{")).includes("as its description is wrong: it is no JSON"), true);
  assertEquals((await messageOf(" ".repeat(2 ** 21))).includes("it has 2097152"), true);
  assertThrows(() => readEngine("./no/such.json"), UsageError, "as it is not there");
});
