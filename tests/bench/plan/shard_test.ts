import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type CostedPlan,
  costPrediction,
  dealtOut,
  shardPlans,
} from "../../../bench/plan/shard.ts";
import { CATALOG, findModel } from "../../../models/catalog.ts";

const SIZE = { height: 64, width: 64 };

function plan(models: readonly string[], batch = 1): CostedPlan {
  const anchor = models[0] as string;
  return { models: models.map(findModel), graphs: ["fast"], anchor, size: SIZE, batch };
}

/** `model@batch` of every row, the anchor's only on request. */
function rowsOf(plans: readonly CostedPlan[], { withAnchor = true } = {}): readonly string[] {
  return plans.flatMap(({ models, anchor, batch }) =>
    models
      .filter(({ id }) => withAnchor || id !== anchor)
      .map(({ id }) => `${id}@${batch}`)
  );
}

const anyModels = fc.uniqueArray(fc.constantFrom(...CATALOG.map(({ id }) => id)), { minLength: 1 });

/** Plans as a grid of batches makes them, each with models and an anchor of its own. */
const anyPlans = fc.uniqueArray(fc.constantFrom(1, 8, 64), { minLength: 1 }).chain((batches) =>
  fc.tuple(
    ...batches.map((batch) =>
      anyModels.chain((models) =>
        fc.constantFrom(...models).map((anchor) => ({ ...plan(models, batch), anchor }))
      )
    ),
  )
);

Deno.test("shardPlans() deals out exactly the plan, the anchor alone is in several parts", () => {
  const costOf = ({ id }: { readonly id: string }, { batch }: CostedPlan) => id.length * batch;
  fc.assert(fc.property(anyPlans, fc.integer({ min: 1, max: 40 }), (plans, count) => {
    const parts = Array.from(
      { length: count },
      (_, i) => shardPlans(plans, { index: i + 1, count }, costOf),
    );
    assertEquals(new Set(parts.flatMap((part) => rowsOf(part))), new Set(rowsOf(plans)));
    assertEquals(
      parts.flatMap((part) => rowsOf(part, { withAnchor: false })).toSorted(),
      rowsOf(plans, { withAnchor: false }).toSorted(),
    );
    for (const part of parts) {
      assert(part.length > 0);
      for (const { models, anchor } of part) assert(models.some(({ id }) => id === anchor));
    }
  }));
});

Deno.test("dealtOut() makes parts that differ by the largest item at most", () => {
  const anyCosts = fc.array(fc.nat({ max: 1000 }), { minLength: 1 });
  fc.assert(fc.property(anyCosts, fc.integer({ min: 1, max: 40 }), (costs, count) => {
    const parts = dealtOut(costs.map((cost) => ({ cost })), count);
    const sums = parts.map((part) => part.reduce((sum, { cost }) => sum + cost, 0));
    assert(Math.max(...sums) - Math.min(...sums) <= Math.max(...costs));
  }));
});

Deno.test("dealtOut() gives the dearest item to the emptiest part, ties by order", () => {
  const items = [["a", 1], ["b", 5], ["c", 1], ["d", 4]] as const;
  const parts = dealtOut(items.map(([name, cost]) => ({ name, cost })), 2);
  assertEquals(parts.map((part) => part.map(({ name }) => name).join("")), ["bc", "da"]);
});

Deno.test("shardPlans() times the anchor where nothing else is left", () => {
  const plans = [plan(["resnet18", "deit-t"], 1), plan(["resnet18", "deit-t"], 8)];
  assertEquals(rowsOf(shardPlans(plans, { index: 3, count: 3 })), ["resnet18@1"]);
});

Deno.test("shardPlans() keeps the order of the plan and the place of the anchor", () => {
  const plans = [{ ...plan(["deit-t", "resnet18", "resnet50"]), anchor: "resnet18" }];
  assertEquals(rowsOf(shardPlans(plans, { index: 2, count: 2 })), ["deit-t@1", "resnet18@1"]);
});

Deno.test("costPrediction() is 20 runs and 400 multiply-adds a parameter, for each graph", () => {
  const one = { ...plan(["resnet18"]), size: { height: 224, width: 224 } };
  const cost = 20 * 1_814_073_344 + 400 * 11_689_512;
  assertEquals(costPrediction()(findModel("resnet18"), one), cost);
  assertEquals(
    costPrediction()(findModel("resnet18"), { ...one, batch: 8 }),
    8 * 20 * 1_814_073_344 + 400 * 11_689_512,
  );
  assertEquals(
    costPrediction()(findModel("resnet18"), { ...one, graphs: ["plain", "fast"] }),
    2 * cost,
  );
});

Deno.test("costPrediction() is 0 where the network refuses the size", () => {
  const odd = { ...plan(["dsnet-t"]), size: { height: 80, width: 80 } };
  assertEquals(costPrediction()(findModel("dsnet-t"), odd), 0);
});

Deno.test("shardPlans() counts a network once for each size, whatever the batches", () => {
  let builtCount = 0;
  const counted = ["resnet18", "resnet34"].map(findModel).map((entry) => ({
    ...entry,
    build(options: Parameters<typeof entry.build>[0]) {
      builtCount++;
      return entry.build(options);
    },
  }));
  const plans = Array.from({ length: 50 }, (_, i) => ({
    models: counted,
    graphs: ["fast"] as const,
    anchor: "none",
    batch: i + 1,
    size: { height: i < 25 ? 32 : 64, width: 32 },
  }));
  shardPlans(plans, { index: 1, count: 7 });
  assertEquals(builtCount, 4);
});

Deno.test("dealtOut() makes no more parts than there are items", () => {
  assertEquals(dealtOut([{ cost: 0 }, { cost: 1 }], 100_000), [[{ cost: 1 }], [{ cost: 0 }]]);
});
