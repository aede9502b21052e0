import { assert, assertEquals } from "@std/assert";
import { kendallTau, orderOf } from "../../../bench/samples/kendall.ts";
import { seededRandom } from "../../../bench/samples/random.ts";
import { type RankedItem, settledOrders } from "../../../bench/samples/settled_orders.ts";
import { median } from "../../../bench/samples/statistics.ts";

function item(logs: readonly number[], roundsId = "rounds"): RankedItem {
  return { rate: Math.exp(median(logs)), roundsId, logs };
}

/** Which pairs of one order are settled: `1>0` says that the second item stands above the first. */
function settledPairs(items: readonly RankedItem[]): readonly string[] {
  const [order] = settledOrders([items], seededRandom(1, "test"));
  return items.flatMap((_, one) =>
    items.slice(0, one).flatMap((_, other) => {
      if (!order?.isSettled(one, other)) return [];
      return [`${one}${order.sign(one, other) > 0 ? ">" : "<"}${other}`];
    })
  );
}

const NOISE = [0.01, -0.02, 0.005, 0.015, -0.01, 0, 0.02, -0.015];

Deno.test("settledOrders() settles what stands apart in every round, and not what changes places", () => {
  const low = item(NOISE);
  const same = item(NOISE.toReversed());
  const high = item(NOISE.map((log, round) => 1 + log + 0.001 * (round % 3)));
  assertEquals(settledPairs([low, same, high]), ["2>0", "2>1"]);
  assertEquals(settledPairs([high, low]), ["1<0"]);
});

Deno.test("settledOrders() takes items of the same rounds pair by pair", () => {
  // Rounds differ by far more than the items do.
  const drift = NOISE.map((log) => 100 * log);
  const above = drift.map((log, round) => log + 0.1 + 0.01 * (round % 2));
  assertEquals(settledPairs([item(drift), item(above)]), ["1>0"]);
  assertEquals(settledPairs([item(drift, "part 1"), item(above, "part 2")]), []);
});

Deno.test("settledOrders() settles items of unlike rounds by what each has over a third", () => {
  const low = item(NOISE, "part 1");
  const high = item(NOISE.map((log) => 2 + log), "part 2");
  assertEquals(settledPairs([low, high]), ["1>0"]);
});

Deno.test("settledOrders() settles exact figures, and leaves equal ones open", () => {
  const flat = (log: number) => item(new Array(6).fill(log));
  assertEquals(settledPairs([flat(0), flat(1)]), ["1>0"]);
  assertEquals(settledPairs([flat(1), flat(1)]), []);
  // Ratios that are equal but for the last bit.
  const drift = [1, 0.8, 1.25, 1, 0.9, 1.1, 1, 0.7, 1.4, 1].map(Math.log);
  const above = drift.map((log) => Math.log(Math.exp(log) * 1.2));
  assertEquals(settledPairs([item(drift), item(above)]), ["1>0"]);
});

Deno.test("settledOrders() leaves open what one odd round turns around", () => {
  const low = item(new Array(9).fill(0));
  const odd = item([-9, ...new Array(8).fill(1)]);
  assertEquals(settledPairs([low, odd]), []);
});

Deno.test("settledOrders() takes many rounds as blocks", () => {
  const many = (log: number) => item(Array.from({ length: 999 }, (_, i) => log + 0.1 * (i % 7)));
  assertEquals(settledPairs([many(0), many(1)]), ["1>0"]);
});

/** Of simulated runs, the share in which the true coefficient lies between the ends. */
function coverage(
  { step, roundCount, runs }: {
    readonly step: number;
    readonly roundCount: number;
    readonly runs: number;
  },
): number {
  const random = seededRandom(7, `rounds ${step} ${roundCount}`);
  const noise = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const order = [0, 1, 2, 3, 4, 5, 6, 7];
  const truths = [order, order].map((places) => places.map((place) => step * place));
  const [one = [], other = []] = truths;
  const truth = kendallTau(one.length, orderOf(one), orderOf(other))?.tau ?? NaN;
  const hits = Array.from({ length: runs }, (_, run) => {
    const drift = Array.from({ length: roundCount }, () => 0.05 * noise());
    const lists = truths.map((logs) =>
      logs.map((log) => item(drift.map((shared) => log + shared + 0.01 * noise())))
    );
    const [a, b] = settledOrders(lists, seededRandom(run, "resample"));
    const tau = a && b && kendallTau(one.length, a, b);
    return tau !== undefined && tau.low - 1e-9 <= truth && truth <= tau.high + 1e-9;
  });
  return hits.filter((isHit) => isHit).length / runs;
}

Deno.test("settledOrders() covers the true coefficient, of close networks too", () => {
  // It stands at its upper end, so that each pair that is settled wrongly misses it.
  for (const step of [0.002, 0.2]) {
    for (const roundCount of [6, 12]) {
      const share = coverage({ step, roundCount, runs: 20 });
      assert(share >= 0.95, `${share} of runs, step ${step}, ${roundCount} rounds`);
    }
  }
});
