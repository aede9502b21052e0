// What files take from outside: pure functions only, the runtime in workers only, the system at the edges.

import { assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { importsOf } from "../support/imports_of.ts";
import { CODE_FOLDERS, sourceFiles, sourceText } from "../support/source_files.ts";

Deno.test("imports are seen, of types, of several lines and while running too", async () => {
  const ofReport = await importsOf("cli/commands/show_report.ts");
  const known = ["models/catalog.ts", "bench/record/record.ts", "reports/charts/mod.ts"];
  assertEquals(known.filter((path) => !ofReport.includes(path)), []);
  const files = await Array.fromAsync(sourceFiles("reports"));
  assertEquals(
    ["reports/row/row_source.ts", "reports/html/page.ts"].every((path) => files.includes(path)),
    true,
  );
});

const EXPORTED = /^export (?:async )?(?:function\*?|const|class) (\w+)/gm;

Deno.test("what a file exports, another one takes", async () => {
  const texts = new Map<string, string>([["mod.ts", await sourceText("mod.ts")]]);
  for (const folder of [...CODE_FOLDERS, "tests"]) {
    for await (const path of sourceFiles(folder)) texts.set(path, await sourceText(path));
  }
  const counts = new Map<string, number>();
  for (const text of texts.values()) {
    for (const word of new Set(text.match(/\w+/g))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const alone = [...texts].flatMap(([path, text]) =>
    [...text.matchAll(EXPORTED)].flatMap(([, name = ""]) =>
      counts.get(name) === 1 ? [`${path}: ${name}`] : []
    )
  );
  assertEquals(alone, []);
});

/** Pure functions of bench/ on samples, so that no report computes a rate or a median of its own. */
const SHARED_FUNCTIONS = [
  "median",
  "quantile",
  "medianInterval",
  "boundsOf",
  "scaled",
  "pairedRatio",
  "roundRate",
  "roundRates",
  "pairedCut",
  "unpairedCut",
  "leastRounds",
  "sharedErrorRate",
  "FLOPS_PER_MAC",
  "DEFAULT_ENGINE",
  "cardName",
  "kendallTau",
  "orderOf",
  "settledOrders",
  "seededRandom",
  "LEAST_INTERVAL_SAMPLES",
];

Deno.test("reports/ takes only types and pure functions on samples from bench/", async () => {
  const values: string[] = [];
  for await (const path of sourceFiles("reports")) {
    const text = await sourceText(path);
    const imports = text.matchAll(
      /^(?:import|export) (?!type )([^;]*?) from "(?:\.\.\/)+bench\/[^"]+"/gm,
    );
    for (const [, clause = ""] of imports) {
      const names = clause.replaceAll(/[{}]/g, "").split(",").map((name) => name.trim());
      const others = names.filter((name) =>
        name !== "" && !name.startsWith("type ") && !SHARED_FUNCTIONS.includes(name)
      );
      if (others.length > 0) values.push(`${path}: ${others.join(", ")}`);
    }
  }
  assertEquals(values, []);
});

Deno.test("only worker processes load the runtime", async () => {
  const loading: string[] = [];
  for (const folder of CODE_FOLDERS) {
    for await (const path of sourceFiles(folder)) {
      const text = await sourceText(path);
      if (/from "onnxruntime-node"/.test(text)) loading.push(path);
    }
  }
  assertEquals(loading.toSorted(), [
    "bench/engines/onnxruntime_node/probe.ts",
    "bench/engines/onnxruntime_node/session.ts",
    "bench/engines/onnxruntime_node/tensors.ts",
    "bench/trace/trace_worker.ts",
  ]);
});

Deno.test("deno.json has modules read when they are imported, and not all before a command starts", () => {
  // Deno reads what `import("./literal.ts")` leads to before it runs anything, unless it is told not to:
  // every command would read the modules of all of them, twice the time that `count` takes to start.
  assertEquals(config.unstable, ["lazy-dynamic-imports"]);
});

/** Files outside cli/ that touch the system, and by what: they start a process, run in one, or ask. */
const EDGES: Readonly<Record<string, readonly string[]>> = {
  "bench/energy/counter_reader.ts": ["Deno.readDirSync", "Deno.readTextFileSync", "node:process"],
  "bench/energy/energy_counters.ts": ["Deno.execPath"],
  "bench/energy/power_samples.ts": ["Deno.Command"],
  "evaluate/images/formats/libjpeg.ts": ["Deno.readFileSync"],
  "evaluate/pipeline/low_priority.ts": ["Deno.build", "Deno.permissions", "node:os"],
  "evaluate/pipeline/picture_worker.ts": ["Deno.SeekMode", "Deno.openSync"],
  "evaluate/pipeline/prepare_picture.ts": ["Deno.readFileSync", "Deno.statSync"],
  "evaluate/pipeline/prepared_batches.ts": ["Deno.createSync"],
  "bench/engines/conformance/case_files.ts": ["Deno.makeTempDir", "Deno.writeFile"],
  "bench/engines/conformance/output_checks.ts": ["Deno.readFile"],
  "bench/engines/onnxruntime_c/c_engine.ts": ["Deno.args"],
  "bench/engines/onnxruntime_c/c_memory.ts": [
    "Deno.UnsafePointer",
    "Deno.UnsafePointerView",
    "Deno.build",
  ],
  "bench/engines/onnxruntime_c/c_model.ts": ["Deno.readFile", "Deno.readTextFile", "Deno.remove"],
  "bench/engines/onnxruntime_c/ort_library.ts": [
    "Deno.UnsafeFnPointer",
    "Deno.UnsafePointerView",
    "Deno.build",
    "Deno.dlopen",
  ],
  "bench/engines/onnxruntime_c/placement.ts": ["Deno.build"],
  "bench/files/external_files.ts": ["Deno.FileInfo", "Deno.lstatSync", "Deno.realPathSync"],
  "bench/files/file_source.ts": ["Deno.SeekMode", "Deno.openSync"],
  "bench/run/bench_graphs.ts": ["Deno.makeTempDir", "Deno.permissions", "Deno.remove"],
  "bench/machine/environment.ts": [
    "Deno.build",
    "Deno.loadavg",
    "Deno.osRelease",
    "Deno.systemMemoryInfo",
    "Deno.version",
    "node:os",
  ],
  "bench/trace/trace_process.ts": ["Deno.Command", "Deno.execPath"],
  "bench/trace/trace_supervisor.ts": [
    "Deno.Command",
    "Deno.addSignalListener",
    "Deno.args",
    "Deno.build",
    "Deno.execPath",
    "Deno.exit",
    "Deno.makeTempDir",
    "Deno.remove",
    "Deno.stdout",
    "node:process",
  ],
  "bench/trace/trace_worker.ts": [
    "Deno.args",
    "Deno.readDir",
    "Deno.readFile",
    "Deno.readTextFile",
    "Deno.stat",
    "console",
  ],
  "bench/prepare/graph_file.ts": ["Deno.readFile", "Deno.writeFile"],
  "bench/prepare/model_files.ts": [
    "Deno.makeTempDir",
    "Deno.open",
    "Deno.remove",
    "Deno.writeFile",
    "Deno.writeTextFile",
  ],
  "bench/prepare/feeds.ts": ["Deno.writeFile"],
  "bench/prepare/preparer.ts": ["node:process"],
  "bench/prepare/preparer_process.ts": ["Deno.execPath", "Deno.mkdir", "Deno.remove"],
  "bench/prepare/read_outputs.ts": ["Deno.readFile", "Deno.stat"],
  "bench/process/conversation.ts": ["Deno.Command"],
  "bench/process/orphan_guard.ts": ["Deno.Command", "Deno.build"],
  "bench/process/program_text.ts": ["Deno.Command"],
  "bench/engines/onnxruntime_node/tensors.ts": ["Deno.readFile"],
  "bench/engines/parts/output_files.ts": ["Deno.writeFile"],
  "bench/engines/parts/serve.ts": ["node:process"],
  "bench/engines/onnxruntime_node/session.ts": ["Deno.readDir", "Deno.readTextFile", "Deno.remove"],
  "bench/gpu/cuda_libraries.ts": ["Deno.readDirSync"],
  "bench/gpu/device_place.ts": ["Deno.build", "Deno.env"],
  "bench/machine/nvidia_smi.ts": ["Deno.Command"],
  "bench/machine/system_process.ts": ["Deno.Command", "Deno.execPath"],
  "bench/machine/system_reader.ts": [
    "Deno.env",
    "Deno.readDirSync",
    "Deno.readTextFileSync",
    "node:process",
  ],
  "evaluate/data/picture_files.ts": [
    "Deno.DirEntry",
    "Deno.readDirSync",
    "Deno.realPathSync",
    "Deno.statSync",
  ],
  "bench/run/worker_process.ts": ["Deno.execPath", "Deno.makeTempDir", "Deno.remove"],
};

/** Modules of Node that reach out of the program; `node:crypto` and such only compute. */
const OUTWARD = /from "(node:(?:child_process|fs|fs\/promises|http|https|net|os|process))"/g;
/** Of Deno, classes of errors and types aside. */
const OF_DENO =
  /\b(Deno\.(?!errors\b|ChildProcess\b|CommandStatus\b|FsFile\b|Pointer|Foreign|From|To|Native)\w+)/g;

/** By what a file reaches out of the program: arguments, files, processes, environment, console. */
function touchesOf(text: string): readonly string[] {
  const code = text.split("\n").filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line)).join("\n");
  const found = [OUTWARD, OF_DENO, /\b(console|fetch)[.(]/g]
    .flatMap((pattern) => [...code.matchAll(pattern)].map(([, name = ""]) => name));
  return [...new Set(found)].toSorted();
}

Deno.test("touchesOf() sees processes, files and modules of the system, and no types", () => {
  assertEquals(touchesOf('await outputOf(Deno.Command, "git");'), ["Deno.Command"]);
  assertEquals(touchesOf('import { spawn } from "node:child_process";'), ["node:child_process"]);
  assertEquals(touchesOf("Deno.removeSync(path); console.log(1);"), ["Deno.removeSync", "console"]);
  assertEquals(touchesOf("// Deno.exit()\nlet child: Deno.ChildProcess;"), []);
});

Deno.test("outside cli/ only the files of this list touch the system, and by nothing else", async () => {
  const touching: [string, readonly string[]][] = [];
  for (const folder of ["models", "bench", "evaluate", "audit", "reports"]) {
    for await (const path of sourceFiles(folder)) {
      const touches = touchesOf(await sourceText(path));
      if (touches.length > 0) touching.push([path, touches]);
    }
  }
  assertEquals(Object.fromEntries(touching), EDGES);
});
