// cli/options/dim_option.ts: --dim, as often as a file has open dimensions.

import { assertEquals, assertThrows } from "@std/assert";
import { countCommand } from "../../../cli/commands/count_command.ts";
import { dimsOf } from "../../../cli/options/dim_option.ts";
import { parseCommandLine } from "../../../cli/shell/command.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";

const dims = (...texts: readonly string[]) =>
  dimsOf(parseCommandLine(countCommand, texts.map((text) => `--dim=${text}`)));

Deno.test("dimsOf() reads names and sizes, and inputs with their axes", () => {
  assertEquals(dims(), new Map());
  assertEquals(dims("H=224", "x:2=0", "a=b=3"), new Map([["H", 224], ["x:2", 0], ["a=b", 3]]));
});

Deno.test("dimsOf() refuses what is no name and size, and a second size", () => {
  for (const text of ["H", "=3", "H=", "H=-1", "H=2.5", "H=1000000000001"]) {
    assertThrows(() => dims(text), UsageError, "Cannot take --dim");
  }
  assertThrows(() => dims("H=1", "H=2"), UsageError, 'Cannot take --dim "H=2" as "H" has a size');
  assertThrows(
    () => dims(""),
    UsageError,
    "Cannot take --dim without a value: give --dim NAME=SIZE",
  );
});
