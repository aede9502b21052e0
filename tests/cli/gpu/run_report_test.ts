import { assertEquals, assertStringIncludes } from "@std/assert";
import { type ReportTools, runReport } from "../../../cli/gpu/run_report.ts";
import type { StepEnd } from "../../../cli/gpu/run_step.ts";

const DONE: StepEnd = { code: 0, isLate: false, reason: "", stdout: "" };
const STEPS = ["pytorch", "cuda", "webgpu"].map((name) => ({
  name,
  args: [name],
  mostMs: 45_000,
  timedMs: 1000,
}));

/** A report of 450 s whose programs only take time; how each ends by its name. */
async function reported(
  fates: Readonly<Record<string, Partial<StepEnd> & { readonly takesMs?: number }>>,
  timeMs = 450_000,
  stoppedIn?: string,
) {
  const controller = new AbortController();
  let now = 0;
  const said: string[] = [];
  const limits: Record<string, number> = {};
  const files: Record<string, string> = {};
  let log = "";
  let joined: readonly string[] = [];
  const tools: ReportTools = {
    now: () => now,
    signal: controller.signal,
    log: (text) => log += text,
    say: (line) => said.push(line),
    write(name, text) {
      files[name] = text;
      return Promise.resolve();
    },
    suiteProgram(name, args) {
      if (name === "report") joined = args;
      return { program: "deno", args: [name, ...args], variables: { A: "1" } };
    },
    run({ program, args, variables, limitMs, signal, log }) {
      const name = program === "nvidia-smi"
        ? program
        : args[0] === "report"
        ? "report"
        : args[1] ?? "";
      limits[name] = limitMs;
      assertEquals(signal, name === "report" ? undefined : controller.signal);
      if (name === stoppedIn) controller.abort();
      if (program === "deno") assertEquals(variables, { A: "1", B: "2" });
      const { takesMs = 1000, ...end } = fates[name] ?? {};
      now += Math.min(takesMs, limitMs);
      log(`words of ${name}\n`);
      return Promise.resolve({ ...DONE, ...end });
    },
    recordsOf: (folder) =>
      Promise.resolve(
        fates[folder.slice(4)]?.code === undefined ? `${folder}/r` : undefined,
      ),
  };
  const plan = {
    steps: STEPS,
    folder: "out",
    python: "py",
    timeMs,
    variables: { B: "2" },
  };
  const isMeasured = await runReport(plan, tools);
  return { isMeasured, said, limits, files, log, joined, endedAtMs: now };
}

Deno.test("runReport() runs every step in its time, keeps all that is said, and joins the records", async () => {
  const { isMeasured, said, files, log, joined } = await reported({
    "nvidia-smi": { stdout: "Driver 570" },
    report: { stdout: "| table |" },
  });
  assertEquals(isMeasured, true);
  assertEquals(
    said,
    ["nvidia-smi", "pytorch", "cuda", "webgpu", "report"].map((name) => `${name}: done (1 s)`),
  );
  assertEquals(files, { "nvidia-smi.txt": "Driver 570" });
  assertEquals(joined, ["out/pytorch/r", "out/cuda/r", "out/webgpu/r", "--out", "out/report"]);
  for (const text of ["words of cuda", "| table |", "deno bench webgpu --time "]) {
    assertStringIncludes(log, text);
  }
});

Deno.test("runReport() goes on after what fails, says why, and gives its time to the others", async () => {
  const { isMeasured, said, joined } = await reported({
    "nvidia-smi": { code: undefined, reason: 'there is no program "nvidia-smi"' },
    cuda: { code: 3, reason: "error: no provider" },
  });
  assertEquals(isMeasured, true);
  assertEquals(said[0], 'nvidia-smi: failed: there is no program "nvidia-smi" (1 s)');
  assertEquals(said[2], "cuda: failed with code 3: error: no provider (1 s)");
  assertEquals(joined, ["out/pytorch/r", "out/webgpu/r", "--out", "out/report"]);
});

Deno.test("runReport() reports what was measured when it is interrupted, and begins no other step", async () => {
  const { isMeasured, said, joined } = await reported({}, 450_000, "cuda");
  assertEquals(isMeasured, true);
  assertEquals(said.slice(2), [
    "cuda: done (1 s)",
    "webgpu: left out, as it was interrupted",
    "report: done (1 s)",
  ]);
  assertEquals(joined, ["out/pytorch/r", "out/cuda/r", "--out", "out/report"]);
});

Deno.test("runReport() ends in its time if every step takes all of its own, and leaves out the last ones", async () => {
  const takesMs = Infinity;
  const late = { takesMs, code: 130, isLate: true };
  const fates = { pytorch: late, cuda: late, "nvidia-smi": { takesMs }, report: { takesMs } };
  const all = await reported(fates, 105_000);
  assertEquals(all.limits, {
    "nvidia-smi": 10_000,
    pytorch: 10_500,
    cuda: 10_500,
    webgpu: 10_500,
    report: 20_000,
  });
  assertEquals(all.said[1], "pytorch: ended by its time limit, nothing was measured (11 s)");
  assertEquals([all.isMeasured, all.endedAtMs], [true, 52_000]);

  const few = await reported(fates, 42_000);
  assertEquals(few.said.slice(1), [
    ...["pytorch", "cuda", "webgpu"].map((name) => `${name}: left out, as no time is left`),
  ]);
  assertEquals(few.endedAtMs, 10_000);
});
