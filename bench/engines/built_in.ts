// The engines that come with this suite, by name.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { descriptionSchema } from "../engine/description.ts";
import type { LocatedEngine } from "../engine/located_engine.ts";
import onnxruntimeC from "./onnxruntime-c.json" with { type: "json" };
import onnxruntimeNode from "./onnxruntime-node.json" with { type: "json" };
import onnxruntimeOpenvino from "./onnxruntime-openvino.json" with { type: "json" };
import onnxruntime from "./onnxruntime.json" with { type: "json" };
import openvino from "./openvino.json" with { type: "json" };
import pytorch from "./pytorch.json" with { type: "json" };
import tensorrt from "./tensorrt.json" with { type: "json" };

const FOLDER = dirname(fileURLToPath(import.meta.url));

/** All of them; the first is the default. */
export const BUILT_IN_ENGINES: readonly LocatedEngine[] = [
  onnxruntimeNode,
  onnxruntimeC,
  onnxruntimeOpenvino,
  onnxruntime,
  openvino,
  pytorch,
  tensorrt,
].map((description) => ({ description: descriptionSchema.parse(description), folder: FOLDER }));

/**
 * An engine that comes with this suite.
 *
 * @throws {RangeError} If there is none of that name.
 */
export function builtInEngine(name: string): LocatedEngine {
  const found = BUILT_IN_ENGINES.find(({ description }) => description.name === name);
  if (found !== undefined) return found;
  const names = BUILT_IN_ENGINES.map(({ description }) => description.name).join(", ");
  throw new RangeError(
    `Cannot take engine "${name}" as there is none: take ${names}, or the path of a description`,
  );
}
