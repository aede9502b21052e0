// Careless changes of how model files become graphs: shapes and dimensions.

import type { Mutation } from "./mutation.ts";

/** Of models/file/shapes/ and models/file/import/. */
export const MODEL_FILE_MUTATIONS: readonly Mutation[] = [
  {
    what: "a window that would begin behind the map counts",
    file: "models/file/shapes/engine/windows.ts",
    find: "return (count - 1) * stride >= size + begin ? count - 1 : count;",
    replace: "return count;",
  },
  {
    what: "windows are rounded up",
    file: "models/file/shapes/engine/windows.ts",
    find: "Math.floor(room / stride) + 1",
    replace: "Math.ceil(room / stride) + 1",
  },
  {
    what: "channels that come last are read first",
    file: "models/file/shapes/engine/windows.ts",
    find: "{ batch, channels: rest.at(-1) ?? null, sizes: rest.slice(0, -1) }",
    replace: "{ batch, channels: rest[0] ?? null, sizes: rest.slice(1) }",
  },
  {
    what: "two sizes of one axis are no error",
    file: "models/file/shapes/engine/elements.ts",
    find: "if (wide.size > 1) throw error();",
    replace: "",
  },
  {
    what: "Reshape: 0 is no size that is kept",
    file: "models/file/shapes/rules/layout_shapes.ts",
    find: "size === 0 && !isZeroMeant ?",
    replace: "size === 0 && isZeroMeant ?",
  },
  {
    what: "Resize: computed in double precision",
    file: "models/file/shapes/rules/resampling_shapes.ts",
    find: "Math.floor(Math.fround(size * Math.fround(scale)))",
    replace: "Math.floor(size * scale)",
  },
  {
    what: "Resize: the region of interest is taken for the scales",
    file: "models/file/shapes/rules/resampling_shapes.ts",
    find: "const [scales, sizes] = [call.inputs[2], call.inputs[3]];",
    replace: "const [scales, sizes] = [call.inputs[1], call.inputs[3]];",
  },
  {
    what: "Resize: the larger of two scales is the smaller",
    file: "models/file/shapes/rules/resampling_shapes.ts",
    find: `policy === "not_larger" ? Math.min(...scales) : Math.max(...scales)`,
    replace: `policy === "not_larger" ? Math.max(...scales) : Math.min(...scales)`,
  },
  {
    what: "If: the other branch is taken",
    file: "models/file/shapes/rules/control_flow_shapes.ts",
    find: "(condition !== 0) === (place === 0)",
    replace: "(condition !== 0) !== (place === 0)",
  },
  {
    what: "Loop: a condition that nobody knows is taken for true",
    file: "models/file/shapes/rules/control_flow_shapes.ts",
    find: "if (limit === null || isEntered === null || goesOn === null) return null;",
    replace: "if (limit === null) return null;",
  },
  {
    what: "stated shapes win over computed ones",
    file: "models/file/shapes/infer_graph.ts",
    find: "size ?? stated[axis] ?? null",
    replace: "stated[axis] ?? size",
  },
  {
    what: "attention of ONNX Runtime: values have the width of queries",
    file: "models/file/shapes/rules/attention_shapes.ts",
    find: ": over(values?.[2], heads);",
    replace: ": width;",
  },
  {
    what: "the batch is looked for on the first axis only",
    file: "models/file/import/bound_inputs.ts",
    find: `typeof size === "string" && BATCH_NAME.test(size)`,
    replace: `size !== size`,
  },
  {
    what: "a size that the file fixes is bound all the same",
    file: "models/file/import/bound_inputs.ts",
    find: `if (typeof size !== "number" || size === bound) continue;`,
    replace: "if (size !== undefined) continue;",
  },
  {
    what: "a graph that holds for one batch only is no graph",
    file: "models/file/import/graph_of_file.ts",
    find: "const FIXED_BATCHES = [1, 2, 4, 8, 16, 32, 64, 128] as const;",
    replace: "const FIXED_BATCHES = [13] as const;",
  },
];
