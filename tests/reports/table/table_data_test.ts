import { assertEquals, assertThrows } from "@std/assert";
import { COLUMNS, USUAL_COLUMNS } from "../../../reports/row/columns.ts";
import { paperTable } from "../fixtures/paper_table.ts";
import { tableCsv, tableJson } from "../../../reports/table/table_data.ts";
import { METHODS, RECORDS, RUN, timing } from "../fixtures/fixed_records.ts";
import { engineRecords, THREE_ENGINES } from "../fixtures/engine_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";

const TABLE = paperTable(RECORDS, FIGURES, METHODS);

Deno.test("tableCsv() writes exact values under stable machine names", () => {
  const [header, first, second, third, ...rest] = tableCsv(TABLE).split("\r\n");
  assertEquals(
    header,
    "model,method,params,params_m_published,params_verdict,macs,flops,flops_g_published," +
      "flops_verdict,not_counted,throughput_img_s,throughput_low_img_s,throughput_high_img_s," +
      "throughput_published_img_s,anchor,relative_throughput,relative_low,relative_high," +
      "relative_published,over_plain,over_plain_low,over_plain_high," +
      "top1_published_percent,top5_published_percent,size,batch,threads," +
      "device,graph,precision,machine,run_id,matrix_share_percent,bound,executed_macs," +
      "latency_ms,latency_p90_ms,latency_p99_ms,first_run_ms,build_ms,load_ms," +
      "peak_memory_bytes,rounds,ended_by,harness_percent,steady,failure,sources,doubts",
  );
  assertEquals(
    first,
    "deit-s,DeiT-S,22050664,22,reproduced,4598882304,9197764608,4.6,reproduced,," +
      "128,127,129,940.4,deit-s,1,0.75,1.25,1,,,,79.8,95.0,224,8,4,cpu,plain,fp32,0a1b2c3d4e5f6789," +
      "run-1,50,compute,1500000000,10,12,,1,1,1,1,6,time,0.5,true,,params_m: DeiT paper Table 5; flops_g: Swin paper Table 1a; " +
      "throughput_img_s: DeiT paper Table 5; top1: DeiT paper Table 5; " +
      "top5: facebookresearch/deit README_deit.md,",
  );
  const paper = ["params_m", "flops_g", "throughput_img_s", "top1"]
    .map((metric) => `${metric}: DS-Net paper (arXiv 2105.14734), classification table`)
    .join("; ");
  assertEquals(
    second,
    "dsnet-s-aligned,DS-Net-S*,23004552,23,reproduced,3546689472,7093378944,3.5,reproduced,," +
      "64.5,63.5,65.5,510,deit-s,0.5,0.25,0.75,,,,,82.3,,224,8,4,cpu,plain,fp32,0a1b2c3d4e5f6789," +
      `run-1,50,compute,1500000000,10,12,,1,1,1,1,6,time,0.5,true,,"${paper}",`,
  );
  assertEquals(
    third,
    "dsnet-b,DS-Net-B,41813640,48.8,differs (x1.17),7179416256,14358832512,7.6," +
      "differs (x1.06),,,,,387,deit-s,,,,,,,,82.8,,224,8,4,cpu,plain,fp32,0a1b2c3d4e5f6789," +
      `run-1,,,,,,,,,,,,,,,load: out of memory,"${paper}",`,
  );
  assertEquals(rest, [""]);
});

Deno.test("tableCsv() keeps the printed decimals of a published figure", () => {
  const figures = FIGURES
    .filter((figure) => figure.modelId === "deit-s" && figure.metric === "top5")
    .map((figure) => ({ ...figure, text: "95.00" }));
  const cells = tableCsv(paperTable(RECORDS, figures, METHODS)).split("\r\n")[1]?.split(",");
  assertEquals(cells?.[COLUMNS.findIndex(({ key }) => key === "top5_published_percent")], "95.00");
});

Deno.test("tableCsv() guards text against formulas and leaves numbers alone", () => {
  const settings = { ...RUN.settings, models: ["=1+1"] };
  const negative = timing("=1+1", -0.5, 1);
  const line = tableCsv(paperTable([{ ...RUN, settings }, negative], [], [])).split("\r\n")[1];
  assertEquals(line?.startsWith("'=1+1,'=1+1,"), true);
  assertEquals(line?.includes(",-0.5,-1.5,0.5,"), true);
});

Deno.test("tableCsv() refuses numbers that are not finite", () => {
  const [row] = TABLE.rows;
  if (row === undefined) throw new Error("Cannot find a row");
  const broken = { rows: [{ ...row, throughput_img_s: { value: Infinity, text: "" } }] };
  assertThrows(() => tableCsv(broken), RangeError, "must be finite: got Infinity");
});

Deno.test("tableJson() has every column in every row and null for unknown", () => {
  const rows = JSON.parse(tableJson(paperTable(RECORDS, FIGURES, METHODS)));
  const keys = USUAL_COLUMNS.map(({ key }) => key);
  for (const row of rows) assertEquals(Object.keys(row), keys);
  assertEquals(rows[1].macs, 3_546_689_472);
  assertEquals(rows[1].flops, 7_093_378_944);
  assertEquals(rows[1].params_m_published, 23);
  assertEquals(rows[1].steady, true);
  assertEquals(rows[2].steady, null);
  assertEquals(rows[2].throughput_img_s, null);
});

Deno.test("tableJson() has a row of each model and engine, with the engine's columns at the end", () => {
  const table = paperTable(engineRecords(THREE_ENGINES), FIGURES, METHODS);
  const rows = JSON.parse(tableJson(table));
  assertEquals(rows.length, 15);
  const usual = USUAL_COLUMNS.map(({ key }) => key);
  assertEquals(Object.keys(rows[0]).slice(0, usual.length), usual);
  const { engine, engine_variant, engine_versions, over_default_engine, output_difference } =
    rows[0];
  assertEquals(
    { engine, engine_variant, engine_versions, over_default_engine, output_difference },
    {
      engine: "pytorch",
      engine_variant: "compile",
      engine_versions: "pytorch 2.0",
      over_default_engine: 0.8,
      output_difference: 2e-6,
    },
  );
  assertEquals(rows[2].engine_options, "hint=latency");
  const head = tableCsv(table).split("\r\n")[0]?.split(",");
  assertEquals(head?.slice(usual.length)[0], "engine");
});

Deno.test("tableJson() refuses numbers that are not finite", () => {
  const [row] = paperTable([RUN, timing("deit-s", 128, 1)], FIGURES, METHODS).rows;
  if (row === undefined) throw new Error("Cannot find a row");
  const broken = { rows: [{ ...row, throughput_img_s: { value: NaN, text: "" } }] };
  assertThrows(
    () => tableJson(broken),
    RangeError,
    'Cannot write the table as "throughput_img_s" of row 1 must be finite: got NaN, ' +
      "leave an unknown value undefined",
  );
});

Deno.test("tableJson() writes an empty table as an empty array", () => {
  assertEquals(tableJson(paperTable([], FIGURES, METHODS)), "[]\n");
});
