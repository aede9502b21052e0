// cli/options/file_arguments.ts: files and names of the catalog are told apart.

import { assertEquals, assertThrows } from "@std/assert";
import { listCommand } from "../../../cli/commands/list_command.ts";
import { isFileArgument } from "../../../cli/options/file_arguments.ts";
import { modelOf, modelsOf } from "../../../cli/options/model_arguments.ts";
import { parseCommandLine } from "../../../cli/shell/command.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";

Deno.test("isFileArgument() takes .onnx, paths and what is there, and leaves names to the catalog", () => {
  const files = ["my.onnx", "MY.ONNX", "resnet50.onnx", "./resnet50", "a/b", "a\\b", "deno.json"];
  assertEquals(files.filter((text) => !isFileArgument(text)), []);
  const names = ["resnet50", "ViT-B/16", "resnet*", "dsnet-t*", "nothing", "models"];
  assertEquals(names.filter(isFileArgument), []);
});

Deno.test("modelsOf() and modelOf() refuse files, and say which commands take them", () => {
  const args = parseCommandLine(listCommand, ["resnet50", "my.onnx"]);
  const message = 'Cannot take the file "my.onnx" as this command takes networks of the catalog: ' +
    '"deno task list my.onnx" shows what it is fed with, "deno task count my.onnx" counts it';
  assertThrows(() => modelsOf(args, []), UsageError, message);
  assertThrows(() => modelOf(args, "my.onnx"), UsageError, message);
});
