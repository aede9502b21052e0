import { assertEquals } from "@std/assert";
import { type Command, helpText } from "../../cli/shell/command.ts";
import { EXIT } from "../../cli/shell/exit_code.ts";

const COMMAND: Command = {
  name: "measure",
  positional: "[FILE]",
  summary: "Measures.",
  options: [{ name: "batch", value: "N", help: "images that are run together, one by default" }],
  run: () => EXIT.done,
};

Deno.test("helpText() wraps beside the options where there is room, below them where not", () => {
  const options = (columns?: number) =>
    helpText(COMMAND, columns).split("\n").slice(5, -2).map((line) => line.trimEnd());
  assertEquals(options(), ["  --batch N  images that are run together, one by default"]);
  assertEquals(options(54), [
    "  --batch N  images that are run together, one by",
    "             default",
  ]);
  assertEquals(options(40), [
    "  --batch N",
    "    images that are run together, one by",
    "    default",
    "  --help",
  ]);
});
