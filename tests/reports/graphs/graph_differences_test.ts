import { assertEquals } from "@std/assert";
import type { NodeRow } from "../../../bench/count/node_rows.ts";
import {
  differencesTable,
  graphDifferences,
  type GraphSide,
  verdictText,
} from "../../../reports/graphs/graph_differences.ts";

function node(name: string, op: string, macs: bigint, params = 0n): NodeRow {
  return { name, op, output: [1, 4], params, macs, runs: 1n };
}

function side(name: string, nodes: readonly NodeRow[]): GraphSide {
  const sum = (key: "params" | "macs") =>
    nodes.reduce((total, row) => total + (row[key] ?? 0n), 0n);
  return { name, params: sum("params"), macs: sum("macs"), macsMax: sum("macs"), nodes };
}

const OLD = side("old", [node("a", "Conv", 10n, 4n), node("b", "Relu", 0n), node("c", "Gemm", 6n)]);

function changesOf(next: GraphSide) {
  const differences = graphDifferences(OLD, next);
  const rows = differencesTable(differences).rows.map((row) =>
    [row["node"], row["change"], row["params_difference"], row["macs_difference"]] as const
  );
  return { rows, verdicts: [differences.params, differences.macs], differences };
}

Deno.test("graphDifferences() says what got bigger, the largest change first", () => {
  const next = side("new", [
    node("a", "Conv", 12n, 4n),
    node("b", "Relu", 0n),
    node("c", "Gemm", 6n),
    node("d", "MatMul", 30n, 9n),
  ]);
  const { rows, verdicts, differences } = changesOf(next);
  assertEquals(rows, [
    ["d", "added", 9n, 30n],
    ["a", "changed", 0n, 2n],
    ["(whole graph)", "bigger", 9n, 32n],
  ]);
  assertEquals(verdicts, ["bigger", "bigger"]);
  assertEquals(
    verdictText(differences),
    '"new" against "old": Params bigger (4 -> 13), MACs bigger (16 -> 48); ' +
      "2 nodes cost what they did, of those that are free 0 are new and 0 are gone",
  );
});

Deno.test("graphDifferences() knows a node again that another tool renamed", () => {
  const next = side("new", [
    node("node_1", "Conv", 10n, 4n),
    node("node_2", "Relu", 0n),
    node("node_3", "Gemm", 6n),
  ]);
  const { rows, verdicts } = changesOf(next);
  assertEquals(rows, [["(whole graph)", "same", 0n, 0n]]);
  assertEquals(verdicts, ["same", "same"]);
});

Deno.test("graphDifferences() lists what is gone", () => {
  const { rows, verdicts } = changesOf(side("new", [node("a", "Conv", 10n, 5n)]));
  assertEquals(rows, [
    ["c", "removed", 0n, -6n],
    ["a", "changed", 1n, 0n],
    ["(whole graph)", "Params bigger, MACs smaller", 1n, -6n],
  ]);
  assertEquals(verdicts, ["bigger", "smaller"]);
  const { alikeCount, freeAddedCount, freeRemovedCount } = changesOf(
    side("new", [node("a", "Conv", 10n, 5n), node("n", "Identity", 0n)]),
  ).differences;
  assertEquals([alikeCount, freeAddedCount, freeRemovedCount], [0, 1, 1]);
});

Deno.test("graphDifferences() takes a node whose work is not known any more for changed", () => {
  const next = side("new", [
    { ...node("a", "Conv", 0n, 4n), macs: undefined },
    ...OLD.nodes.slice(1),
  ]);
  assertEquals(changesOf(next).rows[0], ["a", "changed", 0n, -10n]);
});
