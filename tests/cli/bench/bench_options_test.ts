import { assertEquals, assertThrows } from "@std/assert";
import { BENCH_OPTIONS, benchOptionsOf } from "../../../cli/bench/bench_options.ts";
import { parseCommandLine } from "../../../cli/shell/command.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { ALL_SUITE } from "../../../models/suites.ts";

/** What is timed together: the size, how many models, the anchor. */
function together(...args: readonly string[]) {
  const command = {
    name: "bench",
    positional: "",
    summary: "",
    options: BENCH_OPTIONS,
    run: () => 0 as const,
  };
  return benchOptionsOf(parseCommandLine(command, args)).sizedModels
    .map(({ size, models, anchor }) => [size.height, models.length, anchor]);
}

Deno.test("benchOptionsOf() times models together that have one usual size", () => {
  assertEquals(together("deit-s", "dsnet-t", "resnet50-fpn"), [
    [224, 2, "deit-s"],
    [800, 1, "resnet50-fpn"],
  ]);
  const [classifiers, detectors] = together("--suite", "all");
  assertEquals(classifiers?.[2], "dsnet-t-aligned");
  assertEquals(Number(classifiers?.[1]) + Number(detectors?.[1]), ALL_SUITE.length);
});

Deno.test("benchOptionsOf() times all models at every size that is named", () => {
  assertEquals(together("deit-s", "resnet50-fpn", "--size", "224,256"), [
    [224, 2, "deit-s"],
    [256, 2, "deit-s"],
  ]);
});

Deno.test("benchOptionsOf() takes the anchor where it is, else the first model", () => {
  assertEquals(together("deit-s", "resnet50-stages", "resnet50-fpn", "--anchor", "resnet50-fpn"), [
    [224, 1, "deit-s"],
    [800, 2, "resnet50-fpn"],
  ]);
});

Deno.test("benchOptionsOf() times only networks of the published Top-1 that is asked for", () => {
  assertEquals(together("deit-?", "dsnet-t", "--min-top1", "79", "--quiet"), [[224, 2, "deit-s"]]);
  assertThrows(
    () => together("dsnet-t-alpha-0", "--min-top1", "0"),
    UsageError,
    "no network here has a published Top-1 of 0 % or more: lower --min-top1",
  );
});

Deno.test("benchOptionsOf() compares with a commit at one size only", () => {
  assertThrows(
    () => together("deit-s", "resnet50-fpn", "--against", "HEAD"),
    UsageError,
    "Cannot compare these models with a commit as their sizes differ: got 224 and 800x1280",
  );
});

Deno.test("benchOptionsOf() refuses what a comparison with a commit would leave undone", () => {
  const against = ["deit-s", "--against", "HEAD"];
  const refused: readonly (readonly [readonly string[], string])[] = [
    [[...against, "--batch", "1,8"], "Cannot take --batch 1,8 with --against"],
    [[...against, "--threads", "1,2"], "Cannot take --threads 1,2 with --against"],
    [[...against, "--graph", "plain,fast"], "Cannot take --graph plain,fast with --against"],
    [[...against, "--shard", "1/2"], "Cannot take --shard with --against: compare the whole plan"],
    [[...against, "--resume"], "Cannot take --resume with --against: both versions are timed"],
    [[...against, "--oom-ladder"], "Cannot take --oom-ladder with --against: name a --batch"],
    [["deit-s", "--strict"], "Cannot take --strict without --against as nothing is compared"],
    [["deit-s", "--margin", "5%"], "Cannot take --margin without --against as nothing is comp"],
  ];
  for (const [args, message] of refused) assertThrows(() => together(...args), UsageError, message);
  assertEquals(together(...against, "--strict", "--margin", "5%", "--batch", "8"), [
    [224, 1, "deit-s"],
  ]);
});

Deno.test("benchOptionsOf() ends the loading so early that the rounds have their time", () => {
  const command = {
    name: "bench",
    positional: "",
    summary: "",
    options: BENCH_OPTIONS,
    run: () => 0 as const,
  };
  const loadEnd = (...args: readonly string[]) =>
    benchOptionsOf(parseCommandLine(command, args)).loadEnd;
  assertEquals(loadEnd(), undefined);
  assertEquals(loadEnd("--within", "10s", "--time", "8s"), { firstMs: 10_000, othersMs: 2000 });
  assertThrows(
    () => loadEnd("--within", "8s", "--time", "8s"),
    UsageError,
    "Cannot measure within 8s as the rounds have 8 s of it: lower --time",
  );
});
