// What the documentation of @std/cli promises of parseArgs, as far as this project uses it. The same
// tests pass on the published package.

import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli";

Deno.test("parseArgs() reads flags, values and operands", () => {
  const args = parseArgs(["bench", "--quiet", "--out=dir", "-n", "5", "./x.txt"], {
    boolean: ["quiet"],
  });

  assertEquals(args, { quiet: true, out: "dir", n: 5, _: ["bench", "./x.txt"] });
});

Deno.test("parseArgs() gives an undeclared flag the next argument as its value", () => {
  assertEquals(parseArgs(["--out", "dir", "x"]), { out: "dir", _: ["x"] });
  assertEquals(parseArgs(["--out", "--quiet"]), { out: true, quiet: true, _: [] });
});

Deno.test("parseArgs() gives a boolean no value but true and false", () => {
  const options = { boolean: ["quiet"] } as const;

  assertEquals(parseArgs(["--quiet", "x"], options), { quiet: true, _: ["x"] });
  assertEquals(parseArgs(["--quiet", "false", "x"], options), { quiet: false, _: ["x"] });
  assertEquals(parseArgs(["--quiet=false"], options), { quiet: false, _: [] });
  assertEquals(parseArgs(["--quiet=true"], options), { quiet: true, _: [] });
});

Deno.test("parseArgs() sets an absent boolean to false and leaves out an absent string", () => {
  const args = parseArgs([], { boolean: ["quiet"], string: ["out"] });

  assertEquals(args, { quiet: false, _: [] });
});

Deno.test("parseArgs() turns what looks like a number into one, unless it is a string", () => {
  assertEquals(parseArgs(["--a", "8", "--b=1e3", "0x10", "8x"]), { a: 8, b: 1000, _: [16, "8x"] });
  assertEquals(parseArgs(["--a", "08", "8"], { string: ["a"] }), { a: "08", _: [8] });
  assertEquals<unknown>(parseArgs(["8"], { string: ["_"] }), { _: ["8"] });
});

Deno.test("parseArgs() gives a string without value the empty text", () => {
  const options = { string: ["out"] } as const;

  assertEquals(parseArgs(["--out"], options), { out: "", _: [] });
  assertEquals(parseArgs(["--out="], options), { out: "", _: [] });
  assertEquals(parseArgs(["--out", "--x"], options), { out: "", x: true, _: [] });
});

Deno.test("parseArgs() keeps = and line feeds in values", () => {
  assertEquals(parseArgs(["--env=A=1"]), { env: "A=1", _: [] });
  assertEquals(parseArgs(["--text=a\nb"]), { text: "a\nb", _: [] });
});

Deno.test("parseArgs() splits groups of letters", () => {
  assertEquals(parseArgs(["-vxn", "5"]), { v: true, x: true, n: 5, _: [] });
  assertEquals(parseArgs(["-n5"]), { n: 5, _: [] });
  assertEquals(parseArgs(["-n=5"]), { n: 5, _: [] });
  assertEquals(parseArgs(["-I/usr/include"]), { I: "/usr/include", _: [] });
});

Deno.test("parseArgs() takes a single dash as operand or as value of a letter", () => {
  assertEquals(parseArgs(["-"]), { _: ["-"] });
  assertEquals(parseArgs(["-o", "-"], { string: ["o"] }), { o: "-", _: [] });
});

Deno.test("parseArgs() lets the last value count", () => {
  const args = parseArgs(["--size", "224", "--size", "384"], { string: ["size"] });

  assertEquals(args, { size: "384", _: [] });
});

Deno.test("parseArgs() collects repeated options", () => {
  assertEquals(parseArgs(["--foo", "bar", "--foo", "baz"], { collect: ["foo"] }), {
    foo: ["bar", "baz"],
    _: [],
  });
});

Deno.test("parseArgs() collects nothing into an empty array where the type is declared", () => {
  const args = parseArgs([], { string: ["batch"], collect: ["batch"] });

  assertEquals<unknown>(args, { batch: [], _: [] });
});

Deno.test("parseArgs() sets a name and its alias together", () => {
  const options = { boolean: ["help"], string: ["batch"], alias: { help: "h", b: "batch" } };

  assertEquals(parseArgs(["-h", "-b", "8"], options), {
    help: true,
    h: true,
    batch: "8",
    b: "8",
    _: [],
  });
  assertEquals(parseArgs([], options), { help: false, h: false, _: [] });
});

Deno.test("parseArgs() takes everything after -- as operands", () => {
  assertEquals(parseArgs(["a", "--", "--b", "5"]), { _: ["a", "--b", "5"] });
  assertEquals(parseArgs(["--out", "--", "x"], { string: ["out"] }), { out: "", _: ["x"] });
});

Deno.test("parseArgs() reports operands and undeclared flags to unknown", () => {
  const seen: string[] = [];
  const unknown = (argument: string): boolean => {
    seen.push(argument);
    return false;
  };

  const args = parseArgs(["x", "--quiet", "--wat=1", "-zy", "-q"], {
    boolean: ["quiet"],
    alias: { quiet: "q" },
    unknown,
  });

  assertEquals([...new Set(seen)], ["x", "--wat=1", "-zy"]);
  assertEquals(args, { quiet: true, q: true, _: [] });
});

Deno.test("parseArgs() keeps what unknown does not refuse", () => {
  const args = parseArgs(["x", "--wat=1"], { unknown: () => true });

  assertEquals(args, { wat: 1, _: ["x"] });
});

Deno.test("parseArgs() leaves its arguments and options alone", () => {
  const args = Object.freeze(["--a", "1", "--", "x"]);
  const options = Object.freeze({ string: Object.freeze(["a"]) });

  assertEquals(parseArgs(args, options), { a: "1", _: ["x"] });
});
