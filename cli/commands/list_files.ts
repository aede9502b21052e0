// `list` of files: what a model is fed with and what it gives, with the sizes as the file names them.

import type { FileModel, FileValue } from "../../models/file/file_model.ts";
import { type PlainTable, plainTable, words } from "../../reports/text/plain_table.ts";

/** A file that was read. */
export interface ListedFile {
  readonly path: string;
  readonly model: FileModel;
}

/** One row a value. */
export function fileTable(files: readonly ListedFile[]): PlainTable {
  const values = files.flatMap(({ path, model: { graph } }) => [
    ...graph.inputs.map((value) => ({ path, is: "input", ...value })),
    ...graph.outputs.map((value) => ({ path, is: "output", ...value })),
  ]);
  return plainTable(values, [
    words("model", ({ path }) => path, "Model"),
    words("is", ({ is }) => is, "Is"),
    words("name", ({ name }) => name, "Name"),
    words("type", typeText, "Type"),
    words("shape", shapeText, "Shape"),
  ]);
}

function typeText({ container, dtype }: FileValue): string {
  const element = dtype ?? "unknown";
  return container === undefined ? element : `${container} of ${element}`;
}

function shapeText({ shape }: FileValue): string {
  return shape === null ? "unknown" : `[${shape.map((size) => size ?? "?").join(", ")}]`;
}

/** Where the file comes from and what it is made of, in a line. */
export function originText({ model }: ListedFile): string {
  const { producer, irVersion, versions, graph } = model;
  const sets = [...versions].map(([domain, version]) => `${domain || "ai.onnx"} ${version}`);
  return `written by ${producer || "an unnamed program"}, version ${irVersion} of the format, ` +
    `operators of ${sets.join(", ")}, ${graph.nodes.length} nodes, ` +
    `${graph.initializers.length} tensors`;
}
