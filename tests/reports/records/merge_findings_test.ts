import { assertEquals } from "@std/assert";
import { startMerge } from "../../../reports/records/merge.ts";
import { type BenchRecord, type RunRecord, runSchema } from "../../../bench/record/record.ts";
import { mergeFindings } from "../../../reports/records/merge_findings.ts";
import { fieldsThat, variationsOf } from "../../support/variations.ts";
import { engineRecords, OPENVINO, ORT, PYTORCH } from "../fixtures/engine_records.ts";
import { count, failure, RUN, timing } from "../fixtures/fixed_records.ts";

/** Runs and rows by file. */
type Files = Readonly<{ [source: string]: readonly BenchRecord[] }>;

function findings(files: Files): readonly string[] {
  const merge = startMerge();
  for (const [source, records] of Object.entries(files)) {
    for (const record of records) merge.add(record, source);
  }
  return mergeFindings(merge.finish()).map(({ kind, text }) => `${kind}: ${text}`);
}

type Settings = RunRecord["settings"];

/** A run of the anchor and one more model; part `index` of 3. */
function part(
  index: number,
  model: string,
  { settings = {}, rate = 128, runId = `run-${index}`, ...changes }:
    & Partial<Omit<RunRecord, "settings">>
    & { readonly settings?: Partial<Settings>; readonly rate?: number } = {},
): readonly BenchRecord[] {
  const models = [...new Set(["deit-s", model])];
  return [
    {
      ...RUN,
      runId,
      settings: { ...RUN.settings, models, ...settings },
      shard: { plan: "ab12", index, count: 3, run: 1, runs: 1 },
      ...changes,
    },
    ...models.map((each) => ({ ...timing(each, rate, 1), runId })),
  ];
}

const WHOLE: Files = { a: part(1, "dsnet-b"), b: part(2, "resnet50"), c: part(3, "deit-s") };

Deno.test("mergeFindings() finds nothing wrong with a whole plan", () => {
  assertEquals(findings(WHOLE), []);
});

Deno.test("mergeFindings() names rows without a result; a failure is one", () => {
  const [run, anchor] = part(1, "dsnet-b") as readonly [BenchRecord, BenchRecord];
  assertEquals(findings({ ...WHOLE, a: [run, anchor] }), [
    "missing: a has no result of dsnet-b (machine 0a1b2c3d4e5f, size 224, batch 8, threads 4, " +
    "cpu, fp32): go on with the same options and --resume",
  ]);
  const failed = failure("dsnet-b", "out of memory");
  assertEquals(findings({ ...WHOLE, a: [run, anchor, failed] }), []);
});

Deno.test("mergeFindings() misses no row that the same file has from another machine", () => {
  const [run, anchor] = part(1, "dsnet-b") as readonly [BenchRecord, BenchRecord];
  const elsewhere = part(1, "dsnet-b", { runId: "run-4", machine: "other" });
  assertEquals(findings({ ...WHOLE, a: [run, anchor, ...elsewhere] }), []);
  // In another file it is another measurement of the part.
  assertEquals(findings({ ...WHOLE, a: [run, anchor], d: elsewhere }).length, 1);
});

Deno.test("mergeFindings() names missing parts and how to measure them", () => {
  assertEquals(findings({ a: part(2, "dsnet-b") }), [
    "missing: plan ab12 lacks 2 of its 3 parts: measure them with the same options and --shard " +
    "1/3, 3/3",
  ]);
});

Deno.test("mergeFindings() names runs of a part that were never begun", () => {
  const shard = { plan: "ab12", index: 2, count: 3, run: 1, runs: 2 };
  assertEquals(findings({ ...WHOLE, b: part(2, "resnet50", { shard }) }), [
    "missing: part 2/3 of plan ab12 began 1 of its 2 runs: go on with the same options, --shard " +
    "2/3 and --resume",
  ]);
});

Deno.test("mergeFindings() reports a row of two files, not the anchor's", () => {
  assertEquals(findings({ ...WHOLE, c: part(3, "dsnet-b") }), [
    "duplicate: 1 row(s) are timed in each of a, c: dsnet-b; the last file counts, leave the " +
    "others out",
  ]);
  assertEquals(findings({ ...WHOLE, c: part(3, "dsnet-b", { machine: "other" }) }), []);
});

Deno.test("mergeFindings() tells parts by their number, not by how many files there are", () => {
  const twice = { ...WHOLE, c: part(2, "resnet50", { runId: "run-4" }) };
  assertEquals(findings(twice), [
    "missing: plan ab12 lacks 1 of its 3 parts: measure them with the same options and --shard 3/3",
    "duplicate: part 2/3 of plan ab12 is in each of b, c, which differ: leave all but one out; " +
    "until then the last file counts",
  ]);
});

Deno.test("mergeFindings() refuses a part twice that holds the anchor only", () => {
  const duplicate =
    "duplicate: part 3/3 of plan ab12 is in each of c, d, which differ: leave all " +
    "but one out; until then the last file counts";
  assertEquals(findings({ ...WHOLE, d: part(3, "deit-s", { runId: "run-4" }) }), [duplicate]);
  assertEquals(findings({ ...WHOLE, d: part(3, "deit-s") }), [duplicate]);
  assertEquals(
    findings({ ...WHOLE, d: part(3, "deit-s", { machine: "other", runId: "run-4" }) }),
    [],
  );
});

Deno.test("mergeFindings() takes the runs of a part from several files", () => {
  const shard = { plan: "ab12", index: 2, count: 3, run: 1, runs: 2 };
  const settings = { batch: 1 };
  const second = { shard: { ...shard, run: 2 }, runId: "run-4", settings };
  const b = part(2, "resnet50", { shard });
  assertEquals(findings({ ...WHOLE, b, d: part(2, "dsnet-b", second) }), []);
});

Deno.test("mergeFindings() names five of a hundred thousand missing parts", () => {
  const shard = { plan: "ab12", index: 2, count: 100_000, run: 1, runs: 1 };
  assertEquals(findings({ a: part(2, "dsnet-b", { shard }) }), [
    "missing: plan ab12 lacks 99999 of its 100000 parts: measure them with the same options and " +
    "--shard 1/100000, 3/100000, 4/100000, 5/100000, 6/100000 and 99994 more",
  ]);
});

Deno.test("mergeFindings() reports rows of one table with other settings", () => {
  assertEquals(findings({ ...WHOLE, b: part(2, "resnet50", { settings: { seed: 8 } }) }), [
    "conflict: machine 0a1b2c3d4e5f, size 224, batch 8, threads 4, cpu, fp32: seed is 7 in c, " +
    "8 in b; these rows do not belong into one table",
  ]);
  assertEquals(findings({ ...WHOLE, b: part(2, "resnet50", { gitCommit: null }) }).length, 1);
});

Deno.test("mergeFindings() has a conflict in these fields of a run and in no other", async () => {
  const [run, ...rows] = part(2, "resnet50") as readonly [RunRecord, ...BenchRecord[]];
  const conflicting = await fieldsThat(variationsOf(runSchema, run), (changed) => {
    const b = [changed, ...rows.map((row) => ({ ...row, runId: changed.runId }))];
    return findings({ ...WHOLE, b }).some((text) => text.startsWith("conflict: "));
  });
  // Of unlike conditions (measurement.ts) each has a table of its own, so that nothing is in conflict.
  assertEquals(conflicting, [
    "suiteVersion",
    "gitCommit",
    "gitDirty",
    ...["anchor", "seed", "sliceMs"].map((name) => `settings.${name}`),
    ...["deno", "onnxruntime"].map((name) => `environment.${name}`),
  ]);
});

Deno.test("mergeFindings() takes runs of one file as they come, later ones supersede", () => {
  const again = part(2, "dsnet-b", { settings: { seed: 8 } });
  const findingsOfOne = findings({ a: [...part(1, "dsnet-b"), ...again, ...part(3, "deit-s")] });
  assertEquals(findingsOfOne, []);
});

Deno.test("mergeFindings() reports that a network changed between files", () => {
  const [run, anchor, row] = part(2, "resnet50") as readonly [
    BenchRecord,
    BenchRecord,
    BenchRecord,
  ];
  const other = { ...anchor, graphHash: "11" } as BenchRecord;
  assertEquals(findings({ ...WHOLE, b: [run, other, row] }), [
    "conflict: deit-s at size 224 is not the same network in all of c, b: measure it again with " +
    "one version",
  ]);
});

Deno.test("mergeFindings() reports that the count of a network differs between files", () => {
  const counted = (runId: string, graphHash: string) => ({
    ...count("dsnet-b", 1, 1),
    runId,
    graphHash,
  });
  const a = [...part(1, "dsnet-b"), counted("run-1", "00")];
  assertEquals(findings({ ...WHOLE, a, b: [...part(2, "resnet50"), counted("run-2", "00")] }), []);
  assertEquals(findings({ ...WHOLE, a, b: [...part(2, "resnet50"), counted("run-2", "11")] }), [
    "conflict: dsnet-b at size 224 is not the same network in all of a, b: measure it again with " +
    "one version",
  ]);
});

Deno.test("mergeFindings() doubts a machine whose anchors disagree", () => {
  assertEquals(findings({ ...WHOLE, b: part(2, "resnet50", { rate: 100 }) }), [
    "drift: machine 0a1b2c3d4e5f, size 224, batch 8, threads 4, cpu, fp32: the anchor deit-s made " +
    "100 images/s in b and 128 images/s in c; the machine was busy or is another one, trust the " +
    "ratios",
  ]);
});

Deno.test("mergeFindings() doubts anchors more than 10 % apart whose intervals are apart too", () => {
  /** Anchors at 100 and `rate` images/s, the second with an interval from `low`. */
  const drifts = (rate: number, low: number, model = "deit-s") => {
    const [run, anchor, ...rows] = part(2, "resnet50") as readonly BenchRecord[];
    const imagesPerSecond = { median: rate, low, high: rate + 1 };
    const other = { ...anchor, model, imagesPerSecond } as BenchRecord;
    const slow = [1, 3].map((index) => part(index, "deit-s", { rate: 100 }));
    return findings({ a: slow[0] ?? [], b: [run as BenchRecord, other, ...rows], c: slow[1] ?? [] })
      .some((text) => text.startsWith("drift: "));
  };
  assertEquals([drifts(111, 110), drifts(110, 109.5)], [true, false]);
  assertEquals([drifts(111, 102), drifts(111, 101)], [true, false]);
  assertEquals(drifts(111, 110, "resnet50"), false);
});

Deno.test("mergeFindings() holds anchors of unlike conditions against nothing", () => {
  const settings = { batch: 1 };
  assertEquals(findings({ ...WHOLE, b: part(2, "resnet50", { rate: 10, settings }) }), []);
});

Deno.test("mergeFindings() finds nothing wrong with engines of one machine in files of their own", () => {
  const rates = { "deit-s": 30, "resnet50": 20 };
  const files = [ORT, PYTORCH, { ...ORT, instances: 2 }].map((use, index) =>
    [`file ${index}`, engineRecords([{ use, rates }], { runId: `run-${index}` })] as const
  );
  assertEquals(findings(Object.fromEntries(files)), []);
});

Deno.test("mergeFindings() names the engine of a row without a result", () => {
  const rates = { "deit-s": 30, "resnet50": 20 };
  const records = engineRecords([{ use: ORT, rates }, { use: OPENVINO, rates }]);
  const a = records.filter((record) =>
    !(record.kind === "timing" && record.engine === "openvino" && record.model === "resnet50")
  );
  assertEquals(findings({ a }), [
    "missing: a has no result of resnet50 on OpenVINO, hint=latency (machine 0a1b2c3d4e5f, size " +
    "224, batch 8, threads 4, cpu, fp32): go on with the same options and --resume",
  ]);
});

Deno.test("mergeFindings() names versions of one engine that files do not share", () => {
  const file = (runId: string, version: string) => {
    const changes = { engineVersions: { torch: version } };
    return engineRecords([{ use: PYTORCH, rates: { "deit-s": 20 }, changes }], { runId });
  };
  assertEquals(findings({ a: file("run-1", "2.12"), b: file("run-2", "2.12") }), []);
  assertEquals(findings({ a: file("run-1", "2.12"), b: file("run-2", "2.13") }), [
    "conflict: machine 0a1b2c3d4e5f, size 224, batch 8, threads 4, cpu, fp32, PyTorch (compile): " +
    "its versions are torch 2.12 in a, torch 2.13 in b; these rows do not belong into one table",
  ]);
});
