// What every classification network is: an image goes in, logits come out.

import { buildGraph, type NetworkSpec } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import type { ImageSize } from "../graph/image_size.ts";

/** What a classification network is built for. */
export interface ClassifierOptions {
  readonly size: ImageSize;
  readonly classes: number;
}

/** The network that `body` adds: `image` `[N, 3, H, W]` -> `logits` `[N, classes]`. */
export function classifier(
  name: string,
  { height, width }: ImageSize,
  body: NetworkSpec["body"],
): Graph {
  return buildGraph(name, {
    input: { name: "image", shape: ["N", 3, height, width] },
    outputName: "logits",
    body,
  });
}
