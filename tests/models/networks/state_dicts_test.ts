// Parameter names and shapes are those of the reference codes' state_dicts, without exception.
// Recorded by tests/fixtures/make_state_dicts.py.

import { assert, assertEquals } from "@std/assert";
import { ABLATIONS, CATALOG, DETECTION, findModel } from "../../../models/catalog.ts";
import { DETECTORS } from "../../../models/detection/detectors.ts";
import { elementCount, type FloatAttribute, type Graph } from "../../../models/graph/graph.ts";
import { readFixture } from "../../support/fixtures.ts";

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

/** Asserts that every norm has the epsilon that the reference's module of its name has. */
async function assertEpsilonsOf(id: string, graph: Graph): Promise<void> {
  const recorded: RecordedEpsilons = JSON.parse(await readFixture("norm_eps.json"))[id];
  const norms = graph.nodes.filter(({ op }) => op in KINDS);
  assertEquals(norms.length > 0, Object.keys(recorded).length > 0, `${id} normalizes nothing`);
  for (const { name, op, scope, attributes } of norms) {
    const theirs = epsilonOf(
      recorded[KINDS[op as keyof typeof KINDS]],
      scope.replace(/^backbone\./, ""),
    );
    assert(theirs !== undefined, `no recorded epsilon for ${name}`);
    assertEquals((attributes["epsilon"] as FloatAttribute).float, theirs, name);
  }
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
    await assertEpsilonsOf(id, build());
  });
}

for (const { id, build } of ABLATIONS) {
  Deno.test(`ablation "${id}" build() normalizes with DS-Net-T's epsilons`, async () => {
    await assertEpsilonsOf("dsnet-t", build());
  });
}

for (const [id, { backbone, detector, dsFpn }] of Object.entries(DETECTORS)) {
  // What other detectors have over these normalizes nothing
  if (detector !== "stages" && !dsFpn) continue;
  Deno.test(`detector "${id}" normalizes with its backbone's epsilons`, async () => {
    await assertEpsilonsOf(backbone, findModel(id).build());
  });
}

Deno.test("detector() has no norms outside its backbone but those of DS-FPN", () => {
  for (const { id, build } of DETECTION) {
    const outside = build().nodes.filter(({ op, scope }) =>
      op in KINDS && !scope.startsWith("backbone.") && !scope.startsWith("neck.ds_blocks.")
    );
    assertEquals(outside, [], id);
  }
});

Deno.test("elementCount() of all state_dict entries matches the recorded totals", async () => {
  for (const { id, build } of CATALOG) {
    const header = (await readFixture(`state_dicts/${id}.txt`)).split("\n")[0] ?? "";
    const learned = build().parameters.filter(({ role }) => role === "learned")
      .reduce((sum, { shape }) => sum + elementCount(shape), 0);
    assertEquals(`${learned} parameters`, /\d+ parameters/.exec(header)?.[0], id);
  }
});
