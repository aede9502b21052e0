// Parameter names and shapes are those of the reference codes' state_dicts, without exception.
// Recorded by tests/fixtures/make_state_dicts.py.

import { assertEquals } from "@std/assert";
import { CATALOG } from "../../models/catalog.ts";
import { elementCount, type FloatAttribute, type Graph } from "../../models/graph.ts";
import { readFixture } from "../support/fixtures.ts";

/** One epsilon for all modules of a kind, or one for each module name (numbers as `#`). */
type RecordedEpsilons = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/** What the reference calls the operators. */
const KINDS = { BatchNormalization: "BatchNorm2d", LayerNormalization: "LayerNorm" } as const;

function epsilonOf(recorded: RecordedEpsilons[string] | undefined, scope: string) {
  return typeof recorded === "object" ? recorded[scope.replaceAll(/\d+/g, "#")] : recorded;
}

/** `name d0,d1,…` or `name scalar`, sorted; the fixture's first line is a comment. */
async function recordedEntries(id: string): Promise<readonly string[]> {
  const text = await readFixture(`state_dicts/${id}.txt`);
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).sort();
}

function stateDict(graph: Graph): readonly string[] {
  return graph.parameters
    .filter(({ role }) => role !== "constant")
    .map(({ name, shape }) => `${name} ${shape.length === 0 ? "scalar" : shape.join(",")}`)
    .sort();
}

for (const { id, build } of CATALOG) {
  Deno.test(`catalog "${id}" build() has the reference's state_dict`, async () => {
    assertEquals(stateDict(build()), await recordedEntries(id));
  });

  Deno.test(`catalog "${id}" build() reads every parameter but BatchNorm's counters`, () => {
    const graph = build();
    const read = new Set(graph.nodes.flatMap((node) => node.inputs));
    const unread = graph.parameters.map(({ name }) => name).filter((name) => !read.has(name));
    assertEquals(unread.filter((name) => !name.endsWith(".num_batches_tracked")), []);
  });

  Deno.test(`catalog "${id}" build() normalizes with the reference's epsilons`, async () => {
    const recorded: RecordedEpsilons = JSON.parse(await readFixture("norm_eps.json"))[id];
    const graph = build();
    for (const [op, kind] of Object.entries(KINDS)) {
      const ours = Object.fromEntries(
        graph.nodes.filter((node) => node.op === op).map(({ scope, attributes }) => [
          scope,
          (attributes["epsilon"] as FloatAttribute).float,
        ]),
      );
      const theirs = Object.fromEntries(
        Object.keys(ours).map((scope) => [scope, epsilonOf(recorded[kind], scope)]),
      );
      assertEquals(ours, theirs);
    }
  });
}

Deno.test("elementCount() of all state_dict entries matches the recorded totals", async () => {
  for (const { id, build } of CATALOG) {
    const header = (await readFixture(`state_dicts/${id}.txt`)).split("\n")[0] ?? "";
    const learned = build().parameters.filter(({ role }) => role === "learned")
      .reduce((sum, { shape }) => sum + elementCount(shape), 0);
    assertEquals(`${learned} parameters`, /\d+ parameters/.exec(header)?.[0], id);
  }
});
