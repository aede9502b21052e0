import { assertEquals, assertThrows } from "@std/assert";
import { type Command, parseCommandLine } from "../../../cli/shell/command.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";

const COMMAND: Command = {
  name: "try",
  positional: "[MODEL]",
  summary: "",
  run: () => 0,
  options: [
    { name: "out", value: "DIR", help: "" },
    { name: "dim", value: "NAME=SIZE", repeats: true, help: "" },
    { name: "quiet", help: "" },
  ],
};

function parse(...args: readonly string[]) {
  return parseCommandLine(COMMAND, args);
}

Deno.test("parseCommandLine() takes what follows -- for models, and a dash by itself", () => {
  const args = parse("a", "-", "--", "--quiet", "--wat");
  assertEquals([args.positional, args.has("quiet")], [["a", "-", "--quiet", "--wat"], false]);
});

Deno.test("parseCommandLine() keeps values as they are written", () => {
  assertEquals(parse("--out=a=b\nc").text("out"), "a=b\nc");
  assertEquals(parse("--out", "-").text("out"), "-");
  assertEquals(parse("--out", "08", "0x10").text("out"), "08");
  assertEquals(parse("--out", "false").text("out"), "false");
  assertEquals(parse("--out=-1").text("out"), "-1");
  assertEquals(parse("--dim", "N=1", "--dim=H=2").texts("dim"), ["N=1", "H=2"]);
});

Deno.test("parseCommandLine() gives a switch no value but true and false", () => {
  const given = [["--quiet", "--quiet"], ["--quiet=true"], ["--quiet=false"], []];
  assertEquals(given.map((args) => parse(...args).has("quiet")), [true, true, false, false]);
  assertEquals(parse("--quiet", "a").positional, ["a"]);
});

Deno.test("parseCommandLine() takes no option for the value of another", () => {
  for (const args of [["--out", "--quiet"], ["--out", "--", "x"], ["--out"]]) {
    assertThrows(() => parse(...args), UsageError, "Cannot take --out without a value");
  }
  assertThrows(() => parse("--out", "-5"), UsageError, "write --out=-5");
  assertThrows(() => parse("-hx"), UsageError, 'Cannot take option "-hx"');
  assertThrows(() => parse("--wat=1"), UsageError, 'Cannot take option "--wat"');
});
