// DS-Nets with one choice of a block changed and nothing else. What of them is from the paper, and
// what is our reading, says ABLATION_PROVENANCE, since reports say it too.
//
// N batch, C channels, H height, W width; G channels of the global stream, L of the local one.

import type { Graph, Value } from "../graph/graph.ts";
import type { Scope } from "../graph/scope.ts";
import { add, mul } from "../operators/elementwise.ts";
import { concat, split } from "../operators/layout.ts";
import type { ClassifierOptions } from "./classifier.ts";
import {
  atPixels,
  dsnet,
  DSNETS,
  type DsNetVariant,
  globalStream,
  localStream,
  type Streams,
} from "./dsnet.ts";

/** How the two streams become one; unlike widths meet by concatenation only. */
type Fusion = "concatenation" | "addition" | "product";

/** The choices of a block that is not aligned. */
interface StreamChoices {
  /** @default "concatenation" */
  readonly fusion?: Fusion;
  /** Share of the channels in the global stream, 0 to 1: the paper's alpha. @default 1/2 */
  readonly globalShare?: number;
  /** The stream whose channels pass as they are. @default none */
  readonly leftOut?: "local" | "global";
}

/** A DS-Net and what is changed in it. */
export interface DsNetAblation extends DsNetVariant, StreamChoices {}

const T = DSNETS["dsnet-t"];
const T_ALIGNED = DSNETS["dsnet-t-aligned"];

/** DS-Net-T with one choice changed; grids are named by their side at 224. */
export const DSNET_ABLATIONS = {
  "dsnet-t-alpha-0": { ...T, globalShare: 0 },
  "dsnet-t-alpha-25": { ...T, globalShare: 1 / 4 },
  "dsnet-t-alpha-75": { ...T, globalShare: 3 / 4 },
  "dsnet-t-alpha-100": { ...T, globalShare: 1 },
  "dsnet-t-without-local": { ...T, leftOut: "local" },
  "dsnet-t-without-global": { ...T, leftOut: "global" },
  "dsnet-t-addition": { ...T, fusion: "addition" },
  "dsnet-t-product": { ...T, fusion: "product" },
  "dsnet-t-aligned-grid-3": { ...T_ALIGNED, gridDivisors: [16, 8, 4, 2] },
  "dsnet-t-aligned-grid-7": { ...T_ALIGNED, gridDivisors: [8, 4, 2, 1] },
  "dsnet-t-aligned-grid-14": { ...T_ALIGNED, gridDivisors: [4, 2, 1, 1] },
} as const satisfies Record<string, DsNetAblation>;

/** What of the ablations is from the paper, and what is our reading. */
export const ABLATION_PROVENANCE: readonly string[] = [
  "From the paper, as others describe it: the share of channels that goes to the global stream " +
  "(its alpha), and co-attention against plain concatenation.",
  "Our reading, since no public code has the others: heads keep their number, so each is 64 alpha " +
  "channels wide; the channels of a stream that is left out pass as they are; addition and product " +
  "join the streams channel by channel.",
];

/**
 * The DS-Net of an ablation: `[N, 3, H, W]` -> logits `[N, classes]`.
 *
 * @throws {RangeError} As dsnet(), or if the choices do not fit together.
 */
export function ablatedDsnet(
  name: string,
  ablation: DsNetAblation,
  options: ClassifierOptions,
): Graph {
  const { aligned, fusion, globalShare, leftOut } = ablation;
  const choices = JSON.stringify({ fusion, globalShare, leftOut });
  if (choices === "{}") return dsnet(name, ablation, options);
  if (aligned) {
    throw new RangeError(
      `Cannot build "${name}" as co-attention needs both streams, equally wide and concatenated: ` +
        `got ${choices}, build it without alignment`,
    );
  }
  return dsnet(name, { ...ablation, streams: streamsOf(ablation) }, options);
}

/** `[N, L, H, W]` and `[N, G, H, W]` as one. */
const JOINS: Readonly<Record<Fusion, (g: Scope, local: Value, global: Value) => Value>> = {
  concatenation: (g, local, global) => concat(g, [local, global], 1),
  addition: add,
  product: mul,
};

/** Both streams on their parts of the channels, and joined: `[N, C, H, W]` -> `[N, C', H, W]`. */
function streamsOf(choices: StreamChoices): Streams {
  const { fusion = "concatenation", globalShare = 1 / 2, leftOut } = choices;
  return (g, x, options) => {
    const channels = Number(x.shape[1]);
    requireFitting(g, { channels, heads: options.heads, fusion, globalShare });
    const local = (part: Value) => localStream(g.inStream("local"), part);
    const global = (part: Value) => {
      const inGlobal = g.inStream("global");
      const tokens = globalStream(inGlobal, part, options);
      return atPixels(inGlobal, tokens, x, options.gridDivisor);
    };

    // One stream has all channels
    if (globalShare === 0) return local(x);
    if (globalShare === 1) return global(x);

    // The first channels are global, the others local
    const share = globalShare * channels;
    const [toGlobal, toLocal] = split(g, x, 1, [share, channels - share]) as [Value, Value];
    return JOINS[fusion](
      g,
      leftOut === "local" ? toLocal : local(toLocal),
      leftOut === "global" ? toGlobal : global(toGlobal),
    );
  };
}

function requireFitting(
  g: Scope,
  { channels, heads, fusion, globalShare }: {
    readonly channels: number;
    readonly heads: number;
    readonly fusion: Fusion;
    readonly globalShare: number;
  },
): void {
  const cannot = `Cannot add block "${g.path}"`;
  const headWidth = globalShare * channels / heads;
  if (!(globalShare >= 0 && globalShare <= 1) || !Number.isInteger(headWidth)) {
    throw new RangeError(
      `${cannot} as the share of the global stream must be 0 to 1 and give whole heads: ` +
        `got ${globalShare} of ${channels} channels in ${heads} heads, try 1/4, 1/2 or 3/4`,
    );
  }
  if (fusion !== "concatenation" && globalShare !== 1 / 2) {
    throw new RangeError(
      `${cannot} as ${fusion} needs streams of equal width: ` +
        `got a global share of ${globalShare}, use concatenation`,
    );
  }
}
