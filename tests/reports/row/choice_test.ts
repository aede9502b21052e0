import { assertEquals } from "@std/assert";
import {
  bestFirst,
  leftOutText,
  modelsIn,
  type SortKey,
  withoutModels,
  withTop1From,
} from "../../../reports/row/choice.ts";
import { paperTable } from "../fixtures/paper_table.ts";
import { engineRecords, ORT, PYTORCH } from "../fixtures/engine_records.ts";
import { METHODS, RECORDS, RUN } from "../fixtures/fixed_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";

/** Rows of the fixed records in their order when sorted. */
function sortedMethods(sort: SortKey) {
  const { rows, footnotes } = paperTable(RECORDS, FIGURES, METHODS, { sort });
  return {
    methods: rows.map(({ method }) => method.text),
    remark: footnotes.find(({ text }) => text.startsWith("Rows are sorted"))?.text,
  };
}

Deno.test("bestFirst() puts more first, of parameters and MACs less, and the unknown last", () => {
  const items = [undefined, 2, 3, undefined, 1];
  assertEquals(bestFirst(items, "top1", (item) => item), [3, 2, 1, undefined, undefined]);
  assertEquals(bestFirst(items, "macs", (item) => item), [1, 2, 3, undefined, undefined]);
  assertEquals(bestFirst([2n ** 60n + 1n, 2n ** 60n], "params", (item) => item), [
    2n ** 60n,
    2n ** 60n + 1n,
  ]);
});

Deno.test("bestFirst() leaves equal ones in their order", () => {
  const items = [{ id: "a", value: 1 }, { id: "b", value: 1 }, { id: "c", value: 2 }];
  assertEquals(bestFirst(items, "top1", ({ value }) => value).map(({ id }) => id), ["c", "a", "b"]);
});

Deno.test("paperTable() sorts the rows of each engine by themselves", () => {
  const rates = { "deit-s": 30, "resnet50": 40 };
  const records = engineRecords([{ use: ORT, rates }, { use: PYTORCH, rates }]);
  const { rows } = paperTable(records, FIGURES, METHODS, { sort: "throughput" });
  assertEquals(rows.map(({ method, engine }) => `${method.text} ${engine.value}`), [
    "ResNet-50 pytorch",
    "DeiT-S pytorch",
    "ResNet-50 onnxruntime-node",
    "DeiT-S onnxruntime-node",
  ]);
});

Deno.test("paperTable() puts rates above the ceiling and lower bounds last", () => {
  const records = RECORDS.map((record) => {
    if (record.kind === "count" && record.model === "dsnet-s-aligned") {
      return { ...record, unknownOps: { Foo: 1 } };
    }
    if (record.kind !== "timing" || record.model !== "deit-s") return record;
    return { ...record, roofline: record.roofline && { ...record.roofline, impossible: true } };
  });
  const sorted = (sort: SortKey) =>
    paperTable(records, FIGURES, METHODS, { sort }).rows.map(({ method }) => method.text);
  assertEquals(sorted("throughput"), ["DS-Net-S*", "DeiT-S", "DS-Net-B"]);
  assertEquals(sorted("macs"), ["DeiT-S", "DS-Net-B", "DS-Net-S*"]);
});

Deno.test("paperTable() sorts rows that may be compared, and says so below", () => {
  assertEquals(sortedMethods("throughput"), {
    methods: ["DeiT-S", "DS-Net-S*", "DS-Net-B"],
    remark: "Rows are sorted by throughput, the fastest first.",
  });
  assertEquals(sortedMethods("top1").methods, ["DS-Net-B", "DS-Net-S*", "DeiT-S"]);
  assertEquals(sortedMethods("params").methods, ["DeiT-S", "DS-Net-S*", "DS-Net-B"]);
  assertEquals(sortedMethods("macs").methods, ["DS-Net-S*", "DeiT-S", "DS-Net-B"]);
});

Deno.test("paperTable() never sorts rows of unlike conditions among each other", () => {
  const other = { ...RUN, runId: "run-2", settings: { ...RUN.settings, threads: 1 } };
  const { rows } = paperTable([...RECORDS, other], FIGURES, METHODS, { sort: "top1" });
  assertEquals(rows.map(({ threads }) => threads.value), [4, 4, 4, 1, 1, 1]);
});

Deno.test("withTop1From() keeps what is published at the least or above", () => {
  const choose = (leastPercent: number) =>
    withTop1From(["deit-t", "deit-s", "dsnet-t-alpha-0"], leastPercent, {
      figures: FIGURES,
      idOf: (id) => id,
    });
  assertEquals(choose(79.8).kept, ["deit-s"]);
  assertEquals(choose(79.81).kept, []);
  assertEquals(choose(0).kept, ["deit-t", "deit-s"]);
  assertEquals(
    leftOutText(choose(79.8), (id) => id),
    "deit-t (72.2) and 1 without a published one",
  );
  assertEquals(leftOutText(choose(0), (id) => id), "1 without a published one");
});

Deno.test("withoutModels() leaves no row and no trace of a model", () => {
  const records = withoutModels(RECORDS, new Set(["deit-s"]));
  assertEquals(modelsIn(RECORDS).includes("deit-s"), true);
  assertEquals(modelsIn(records).includes("deit-s"), false);
  assertEquals(records.some((one) => "model" in one && one.model === "deit-s"), false);
  assertEquals(
    paperTable(records, FIGURES, METHODS).rows.map(({ method }) => method.text),
    ["DS-Net-S*", "DS-Net-B"],
  );
});

Deno.test("paperTable() has remarks of the caller below its own", () => {
  const { footnotes } = paperTable(RECORDS, FIGURES, METHODS, { remarks: ["Chosen by hand."] });
  assertEquals(footnotes.filter(({ letter }) => letter === "").at(-1)?.text, "Chosen by hand.");
});
