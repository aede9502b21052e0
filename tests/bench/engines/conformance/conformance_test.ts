// The conformance test tells a good engine from every kind of bad one.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type CheckAbout,
  checked,
  CHECKS,
  conformance,
  conforms,
  PROBE,
} from "../../../../bench/engines/conformance/conformance.ts";
import type { CheckSetup } from "../../../../bench/engines/conformance/check.ts";
import { withFolder } from "../../../support/run_task.ts";

const FAKE = new URL("fake_engine.ts", import.meta.url).href;
const LIMIT_MS = 60_000;

/** A fake engine with a fault. */
function fake(fault: string, timeLimitMs = LIMIT_MS): Omit<CheckSetup, "folder"> {
  return {
    description: {
      protocol: "dsnet-bench-engine/1",
      name: "fake",
      title: "Fake",
      command: ["{deno}"],
      takes: "onnx",
      devices: ["cpu"],
      precisions: ["fp32"],
      install: "nothing",
      tellsReady: true,
    },
    process: {
      name: "fake",
      command: Deno.execPath(),
      env: {},
      timeLimitMs,
      args: ["run", "--quiet", "--no-prompt", "--no-check", "--allow-read", "--allow-write"]
        .concat("--allow-sys", FAKE, fault),
    },
    device: "cpu",
    precision: "fp32",
    isHalfFile: false,
    takes: "onnx",
  };
}

/** What one check says of an engine. */
function resultOf(setup: Omit<CheckSetup, "folder">, name: string) {
  const check = [PROBE, ...CHECKS].find((candidate) => candidate.name === name);
  assert(check !== undefined, name);
  return withFolder((folder) => checked(check, { ...setup, folder: Deno.realPathSync(folder) }));
}

/** The engine started in one way, wherever it computes. */
function everywhere({ process, ...setup }: CheckSetup) {
  return { ...setup, processFor: () => Promise.resolve(process) };
}

Deno.test("conformance() passes an engine that does everything right", () =>
  withFolder(async (folder) => {
    const setup = { ...fake("none"), folder: Deno.realPathSync(folder) };
    const begun: string[] = [];
    const onCheck = ({ check, device, precision }: CheckAbout) => {
      begun.push(`${check} ${device} ${precision}`);
    };
    const results = await Array.fromAsync(conformance({ ...everywhere(setup), onCheck }));
    assertEquals(begun, results.map(({ check }) => `${check} cpu fp32`));
    assertEquals(results.filter(({ result }) => result === "failed"), []);
    const skipped = results.filter(({ result }) => result === "skipped").map(({ check }) => check);
    assertEquals(skipped, ["variants", "options"]);
    assertEquals(conforms(results), true);
    assertEquals(conforms(results.filter(({ check }) => check !== "outputs")), false);
  }));

Deno.test("checked() takes copied tensors where an engine says that it keeps none there", async () => {
  const found = [];
  for (const check of ["run", "resident", "waits"]) {
    found.push(await resultOf(fake("no memory"), check));
  }
  assertEquals(found.map(({ result }) => result), ["passed", "skipped", "passed"]);
  const [run, resident, waits] = found.map(({ detail }) => detail);
  assertEquals(run, "the outputs of the images that it gets later, resident ones refused");
  assertEquals(resident, "Cannot keep resident tensors there: leave them out");
  assertStringIncludes(waits ?? "", "times as long, tensors copied");
});

/** A fault, the check that it fails, and what that check says. */
const FAULTS: readonly (readonly [fault: string, check: string, detail: string])[] = [
  ["wrong outputs", "outputs", "outputs are wrong: they differ from the known ones by 1.0e-2"],
  ["wrong field", "outputs", 'engine gave a wrong answer to "loaded"'],
  ["output elsewhere", "outputs", "output logits must lie in the folder"],
  ["short output", "outputs", "output logits must have 32 bytes"],
  ["noise before", "outputs", 'write it to stderr: "loading, please wait"'],
  ["same outputs", "other images", "outputs are wrong"],
  ["old images", "run", "outputs are wrong"],
  ["same batch", "other batch", "output logits must be float32 3,4: got float32 2,4"],
  ["other precision", "precision", "must compute in fp32 or refuse: says that it ran in bf16"],
  ["other threads", "threads", "must run 1 threads or say null: says 3"],
  ["half a trace", "trace", "a trace needs profiledRunMs beside it"],
  ["products of 10 bits", "products", "must compute in fp32: its products come out in tf32"],
  ["returns early", "waits", "told before the device has done them: 64 times the work takes "],
  ["no memory, and returns early", "waits", "told before the device has done them"],
  ["fails with resident tensors", "resident", "Cannot do that"],
  ["fails with resident tensors", "waits", "Cannot do that"],
  ["one run", "slices", "slice of 200 ms ended after"],
  ["no run", "slices", 'engine gave a wrong answer to "slice"'],
  ["long slice", "slices", "slice of 200 ms went on after"],
  ["few told", "slices", "do not fill a slice of 200 ms"],
  ["long runs", "slices", "ms in a slice that took"],
  ["dies", "slices", "fake ended with exit code 9"],
  ["says that it spins", "idle", "used 900 ms of processor time in"],
  ["ready only", "ready", "fake ended with exit code 4"],
  ["takes anything", "unknown kind", 'answered "slice" where an error must come'],
  ["many lines", "missing model", "an error is one line that says what is wrong"],
  ["goes on", "batch of 0", "went on after its error"],
  ["no exit code", "unknown device", "must end with an exit code above 0 after an error: got 0"],
  ["noise after", "end", 'stdout has what nobody asked for: "done"'],
  ["ends badly", "end", "must end with exit code 0: got 3"],
  ["ends badly", "probe", "must end with exit code 0 after a probe: got 3"],
  ["ends badly", "closed stdin", "must end with exit code 0: got 3"],
];

for (const [fault, check, detail] of FAULTS) {
  Deno.test(`checked() "${check}" fails an engine with the fault "${fault}"`, async () => {
    const found = await resultOf(fake(fault), check);
    assertEquals(found.result, "failed", found.detail);
    assertStringIncludes(found.detail, detail);
  });
}

Deno.test("checked() sees an engine that spins between slices and does not say so", async () => {
  let processorMs = 0;
  const setup = { ...fake("none"), processorMsOf: () => Promise.resolve(processorMs += 900) };
  const { result, detail } = await resultOf(setup, "idle");
  assertEquals([result, detail.slice(0, 35)], ["failed", "used 900 ms of processor time in 10"]);
});

Deno.test('checked() "end" fails an engine that stays', async () => {
  const { result, detail } = await resultOf(fake("never ends", 3000), "end");
  assertEquals([result, detail.slice(0, 9)], ["failed", "timed out"]);
});

Deno.test({
  name: 'checked() "killed" fails a program that leaves the real engine behind',
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const { process, ...rest } = fake("none");
    const command = [process.command, ...process.args].map((part) => `'${part}'`).join(" ");
    const args = ["-c", `${command}; true`];
    const { result, detail } = await resultOf(
      { ...rest, process: { ...process, command: "sh", args } },
      "killed",
    );
    assertEquals(result, "failed", detail);
    assertStringIncludes(detail, "start it by exec");
  },
});

Deno.test("conformance() leaves out a device that does not work here, which no engine passes by", async () => {
  const { description, process, ...rest } = fake("none");
  const args = [
    "eval",
    'console.log(JSON.stringify({ kind: "probed", versions: {}, deviceName: null, ' +
    'isSoftware: false, precision: null, problem: "no such thing here" }))',
  ];
  const setup = { ...rest, description, process: { ...process, args } };
  const results = await Array.fromAsync(conformance(everywhere({ ...setup, folder: "." })));
  assertEquals(results.map(({ check, result, detail }) => [check, result, detail]), [
    ["probe", "skipped", "no such thing here"],
  ]);
  assertEquals(conforms(results), false);
});
