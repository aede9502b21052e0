import { assertEquals, assertMatch } from "@std/assert";
import { partShare, streamBlocks } from "../../../reports/sections/stream_costs.ts";
import { count, RECORDS } from "../fixtures/fixed_records.ts";
import { COUNTS, groupOf, STREAMED_RUN, TIMINGS } from "../fixtures/streamed_records.ts";

Deno.test("streamBlocks() divides multiply-adds, bytes and time among the parts", () => {
  const [conditions, table, reading, ...missing] = streamBlocks(
    groupOf([STREAMED_RUN, ...COUNTS, ...TIMINGS]),
  );
  assertEquals(conditions, "Example CPU, cpu, 4 threads, size 224, batch 8, fp32, graph plain.");
  const names = ["local", "global", "alignment", "mlp", "embedding", "(unknown)"];
  assertEquals(table, {
    header: ["Method", "Quantity", "Whole", ...names],
    align: ["left", "left", "right", ...names.map(() => "right" as const)],
    rows: [
      [
        "DS-Net-T",
        "MACs (G)",
        "3.00",
        "0.500 (16.7 %)",
        "0.500 (16.7 %)",
        "",
        "1.00 (33.3 %)",
        "1.00 (33.3 %)",
        "",
      ],
      [
        "DS-Net-T",
        "Bytes (MB)",
        "10.00",
        "1.00 (10.0 %)",
        "1.00 (10.0 %)",
        "",
        "4.00 (40.0 %)",
        "4.00 (40.0 %)",
        "",
      ],
      [
        "DS-Net-T",
        "Time, plain graph (ms)",
        "6.00, 1.00 x latency",
        "1.00 (16.7 %)",
        "2.00 (33.3 %)",
        "",
        "1.00 (16.7 %)",
        "2.00 (33.3 %)",
        "",
      ],
      [
        "DS-Net-T*",
        "MACs (G)",
        "4.00",
        "0.500 (12.5 %)",
        "0.500 (12.5 %)",
        "1.00 (25.0 %)",
        "1.00 (25.0 %)",
        "1.00 (25.0 %)",
        "",
      ],
      [
        "DS-Net-T*",
        "Bytes (MB)",
        "20.00",
        "1.00 (5.0 %)",
        "1.00 (5.0 %)",
        "10.00 (50.0 %)",
        "4.00 (20.0 %)",
        "4.00 (20.0 %)",
        "",
      ],
      [
        "DS-Net-T*",
        "Time, plain graph (ms)",
        "10.00, 1.00 x latency",
        "1.00 (10.0 %)",
        "2.00 (20.0 %)",
        "4.00 (40.0 %)",
        "",
        "2.00 (20.0 %)",
        "1.00 (10.0 %)",
      ],
    ],
  });
  assertMatch(String(reading), /^Of each part the value and its share\./);
  assertEquals(missing, []);
});

Deno.test("streamBlocks() withholds the times of a trace that is unlike the timed runs", () => {
  // A trace of 6 ms beside a latency of 2.
  const [slow, other] = TIMINGS.map((record) => ({
    ...record,
    latencyMs: { median: 2, low: 1, high: 3 },
  }));
  if (slow === undefined || other === undefined) throw new Error("Cannot find the timings");
  const [, table, reading] = streamBlocks(groupOf([STREAMED_RUN, ...COUNTS, slow, other]));
  assertEquals(typeof table === "object" ? table.rows[2] : [], [
    "DS-Net-T",
    "Time, plain graph",
    "6.00 ms, 3.00 x latency",
    "16.7 %",
    "33.3 %",
    "",
    "16.7 %",
    "33.3 %",
    "",
  ]);
  assertMatch(
    String(reading),
    /where it is not 0\.8 to 1\.25 times that, .* only shares are given/,
  );
});

Deno.test("streamBlocks() names networks whose plain graph or bytes the records lack", () => {
  const bare = COUNTS.map((record) => ({ ...record, bytesByStream: {} }));
  const [, , , ...missing] = streamBlocks(groupOf([STREAMED_RUN, ...bare, ...TIMINGS.slice(1)]));
  assertEquals(missing, [
    "Missing among the records: a timing of the plain graph of DS-Net-T; " +
    "bench --graph plain,fast has both graphs.",
    "Missing among the records: bytes of DS-Net-T, DS-Net-T*.",
  ]);
});

Deno.test("streamBlocks() has nothing to say about networks of a single stream", () => {
  const single = { ...count("deit-s", 1, 2), macsByStream: { "(single stream)": 2 } };
  assertEquals(streamBlocks(groupOf([...RECORDS, single])), []);
});

Deno.test("partShare() is 0 for a part that is not there and unknown of nothing", () => {
  assertEquals(partShare({ local: 3, mlp: 1 }, "mlp"), 0.25);
  assertEquals(partShare({ local: 3, mlp: 1 }, "alignment"), 0);
  assertEquals(partShare({}, "mlp"), undefined);
  assertEquals(partShare(undefined, "mlp"), undefined);
});

Deno.test("streamBlocks() gives no shares of nothing", () => {
  const nothing = COUNTS.map((one) => ({ ...one, bytesByStream: { local: 0, global: 0 } }));
  const [, table] = streamBlocks(groupOf([STREAMED_RUN, ...nothing]));
  const rows = typeof table === "object" ? table.rows : [];
  assertEquals(rows.filter(([, quantity]) => quantity?.startsWith("Bytes")).map((row) => row[3]), [
    "0.00",
    "0.00",
  ]);
});

Deno.test("streamBlocks() tells counts and how to read them once, of several groups", () => {
  const timed = groupOf([STREAMED_RUN, ...COUNTS, ...TIMINGS]);
  const [, table, ...others] = streamBlocks(timed, [timed]);
  const rows = typeof table === "object" ? table.rows.map((row) => row.slice(0, 2)) : [];
  assertEquals(new Set(rows.map(([, quantity]) => quantity)), new Set(["Time, plain graph (ms)"]));
  assertEquals(rows.length, TIMINGS.length);
  assertEquals(others.some((block) => String(block).startsWith("Of each part")), false);
  const untimed = groupOf([STREAMED_RUN, ...COUNTS]);
  assertEquals(streamBlocks(untimed, [timed]), []);
  assertEquals(streamBlocks(untimed).length > 0, true);
});
