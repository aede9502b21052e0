// A linear layer by parameters, as most rules write it.

import type { Parameter, Value } from "../../graph/graph.ts";
import { add } from "../../operators/elementwise.ts";
import { transpose } from "../../operators/layout.ts";
import { matMul } from "../../operators/product.ts";
import type { Workbench } from "./draft.ts";

/** x W^T + b: `[..., C]` -> `[..., out]`, W `[out, C]`. */
export function project(
  g: Workbench,
  x: Value,
  { weight, bias }: { readonly weight: Parameter; readonly bias?: Parameter | undefined },
): Value {
  const projected = matMul(g, x, transpose(g, g.use(weight), [1, 0]));
  return bias ? add(g, projected, g.use(bias)) : projected;
}
