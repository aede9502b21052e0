// Whether engines agree on which of two networks is the faster one: a sentence for each pair.

import { boundsOf, type MedianInterval } from "../../bench/samples/statistics.ts";
import { isResolved, rateOver } from "../records/paired_rate.ts";
import { type Method, methodName } from "../row/method.ts";
import { joinedText } from "../text/joined_text.ts";
import { intervalText } from "../text/number_text.ts";
import { timingIn, type Way } from "./engine_ways.ts";
import type { Pair } from "./pair_cost_table.ts";

/** What an engine says of a pair. */
type Saying = "faster" | "slower" | "neither" | "unknown";

/** How each begins its part of the sentence. */
const SAYINGS: Readonly<Record<Saying, string>> = {
  faster: "faster with",
  slower: "slower with",
  neither: "neither faster nor slower with",
  unknown: "unknown with",
};

/** A sentence for each pair of which some engine timed both networks. */
export function orderSentences(
  ways: readonly Way[],
  pairs: readonly Pair[],
  methods: readonly Method[],
): readonly string[] {
  return pairs.flatMap(({ model, base }) => {
    // A way that timed neither network has nothing to say.
    const said = ways.filter((way) => timingIn(way, model) ?? timingIn(way, base))
      .map((way) => ({ way, ...sayingOf(way, { model, base }) }));
    if (said.every(({ saying }) => saying === "unknown")) return [];
    const parts = (Object.keys(SAYINGS) as readonly Saying[]).map((saying) => {
      const texts = said.filter((one) => one.saying === saying)
        .map(({ way, ratio, reason }) =>
          `${way.label}${ratio ? `, ${intervalText(ratio, { atLeast: 2 })}` : ` (${reason})`}`
        );
      return texts.length > 0 && `${SAYINGS[saying]} ${texts.join(" and ")}`;
    });
    const names = `${methodName(model, methods)} over ${methodName(base, methods)}`;
    const verdict = verdictOf(said.map(({ saying }) => saying));
    return [`${names}: ${joinedText([verdict, ...parts], "; ")}.`];
  });
}

function sayingOf(
  way: Way,
  { model, base }: Pair,
): { readonly saying: Saying; readonly ratio?: MedianInterval; readonly reason?: string } {
  const [own, other] = [timingIn(way, model), timingIn(way, base)];
  if (own === undefined || other === undefined) {
    return { saying: "unknown", reason: "not timed" };
  }
  const ratio = rateOver(own, other);
  if (ratio === undefined) return { saying: "unknown", reason: "no samples of the same rounds" };
  const bounds = boundsOf(ratio);
  if (bounds === undefined) return { saying: "unknown", ratio };
  if (!isResolved(ratio)) return { saying: "neither", ratio };
  return { saying: bounds.low > 1 ? "faster" : "slower", ratio };
}

/** What several engines say together; nothing where one alone knows. */
function verdictOf(sayings: readonly Saying[]): string | undefined {
  const known = sayings.filter((saying) => saying !== "unknown");
  if (known.length < 2) return undefined;
  if (known.includes("faster") && known.includes("slower")) return "the order turns round";
  return known.every((saying) => saying === known[0]) && known[0] !== "neither"
    ? "the order holds"
    : "the order is open";
}
