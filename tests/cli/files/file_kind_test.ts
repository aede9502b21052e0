// cli/files/file_kind.ts: a file that is named in another's place is met with the command that takes it.

import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ENGINE_PROTOCOL } from "../../../bench/engine/description.ts";
import { recordLine } from "../../../bench/record/record.ts";
import { allCommands } from "../../../cli/commands.ts";
import { commandsFor, type FileKind, requireKind } from "../../../cli/files/file_kind.ts";
import { type Command, parseCommandLine } from "../../../cli/shell/command.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { RUN } from "../../reports/fixtures/fixed_records.ts";
import { SHAPES_FOLDER } from "../../support/shapes.ts";
import { withFolder } from "../../support/run_task.ts";

/** How files of each kind begin, an ending of theirs, and the call that takes them. */
const KINDS: readonly (readonly [FileKind, begins: string, ending: string, call: string])[] = [
  ["records", recordLine(RUN), ".jsonl", "report"],
  ["engine", `{\n  "protocol": "${ENGINE_PROTOCOL}"`, ".json", "test-engine"],
  ["checkpoint", "\x80\x02}q\0.", ".pth", "count MODEL --checkpoint"],
  ["checkpoint", "PK\x03\x04........archive/data.pkl", ".pt", "count MODEL --checkpoint"],
  ["checkpoint", "PK\x03\x04........script/data/0FB\x11\0ZZZ", ".pt", "count MODEL --checkpoint"],
  ["checkpoint", '\x10\0\0\0\0\0\0\0{"a":', ".safetensors", "inspect"],
  ["checkpoint", "\x02\0\0\0\0\0\0\0{}", ".safetensors", "inspect"],
  ["checkpoint", '{\n"metadata": {},\n"weight_map": {', ".json", "inspect"],
  ["picture", "\xff\xd8\xff\xe0", ".jpg", "evaluate MODEL --checkpoint FILE --data DIR"],
  ["picture", "\x89PNG\r\n\x1a\n", ".png", "evaluate MODEL --checkpoint FILE --data DIR"],
  ["array", "\x93NUMPY\x01\0", ".npy", "count FILE --traced --input NAME="],
  ["model", "\x08\x08\x12\x07pytorch", ".onnx", "count"],
  ["table", "Model,Params (M)\n", ".csv", "audit --claims"],
];

/** Latin-1, as signatures are. */
const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);

for (const [kind, begins, ending, call] of KINDS) {
  Deno.test(`requireKind() knows a file ${ending} that is ${kind}, and names "${call}"`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/file${ending}`;
      await Deno.writeFile(path, bytesOf(begins));
      requireKind(path, kind);
      const other = kind === "model" ? "records" : "model";
      const { message } = assertThrows(() => requireKind(path, other), UsageError);
      assertStringIncludes(message, `Cannot read "${path}" as it is `);
      assertStringIncludes(message, `"deno task ${call}`);
      assertStringIncludes(commandsFor(path), call);
      assertEquals(message.includes("\n"), false);
    }));
}

Deno.test("requireKind() says nothing of what it does not know, and of a pipe", async () => {
  await withFolder(async (folder) => {
    for (const text of ["", "line", "{}"]) {
      await Deno.writeTextFile(`${folder}/file`, text);
      requireKind(`${folder}/file`, "model");
    }
    // A name promises nothing where the bytes tell otherwise.
    await Deno.writeTextFile(`${folder}/file.pth`, "<html>");
    requireKind(`${folder}/file.pth`, "model");
  });
});

Deno.test("commandsFor() goes by the name of a file that is not there", () => {
  assertStringIncludes(commandsFor("no.pth"), '"deno task inspect no.pth"');
  assertStringIncludes(commandsFor("no.jsonl"), '"deno task report no.jsonl"');
  assertStringIncludes(commandsFor("no/such"), '"deno task count no/such"');
});

const COMMANDS = await allCommands();
const CHECKPOINT = `${SHAPES_FOLDER}/shapes.pth`;
const MODEL = `${SHAPES_FOLDER}/shapes.onnx`;
const RECORDS = "reports/samples/two-cores-detection.jsonl";

/** Calls with a file in another's place, and the command that takes it. */
const MISTAKEN: readonly (readonly [call: readonly string[], command: string])[] = [
  [["count", CHECKPOINT], `count MODEL --checkpoint ${CHECKPOINT}`],
  [["list", CHECKPOINT], `count MODEL --checkpoint ${CHECKPOINT}`],
  [["bench", CHECKPOINT], `count MODEL --checkpoint ${CHECKPOINT}`],
  [["tune", CHECKPOINT, "--device", "cpu"], `count MODEL --checkpoint ${CHECKPOINT}`],
  [["audit", CHECKPOINT], `count MODEL --checkpoint ${CHECKPOINT}`],
  [["evaluate", CHECKPOINT, "--data", "."], `count MODEL --checkpoint ${CHECKPOINT}`],
  [["export", CHECKPOINT, "--out", "no.onnx"], `count MODEL --checkpoint ${CHECKPOINT}`],
  [["report", CHECKPOINT], `inspect ${CHECKPOINT}`],
  [["compare", CHECKPOINT, RECORDS], `inspect ${CHECKPOINT}`],
  [["audit", "--records", CHECKPOINT], `inspect ${CHECKPOINT}`],
  [["audit", "--claims", RECORDS], `report ${RECORDS}`],
  [["bench", "--table", MODEL], `count ${MODEL}`],
  [["inspect", RECORDS], `report ${RECORDS}`],
  [["count", RECORDS], `report ${RECORDS}`],
  [["count", "resnet18", "--checkpoint", RECORDS], `report ${RECORDS}`],
  [["report", MODEL], `count ${MODEL}`],
  [["test-engine", MODEL], `count ${MODEL}`],
  [["count", "no-such.pth"], 'Cannot read "no-such.pth"'],
];

for (const [[name = "", ...args], command] of MISTAKEN) {
  Deno.test(`${name} ${args.join(" ")} names ${command}`, async () => {
    const called = COMMANDS.find((candidate) => candidate.name === name) as Command;
    const run = async () => await called.run(parseCommandLine(called, args));
    const error = await run().then(() => undefined, (reason: unknown) => reason);
    assertStringIncludes((error as UsageError).message, command);
    assertEquals(error instanceof UsageError, true);
  });
}
