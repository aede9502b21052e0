// `list` of files: what a model is fed with and what it gives, with the sizes as the file names them.

import type { FileModel, FileValue } from "../../models/file/file_model.ts";
import type { PlainRow, PlainTable } from "../../reports/text/plain_table.ts";

/** A file that was read. */
export interface ListedFile {
  readonly path: string;
  readonly model: FileModel;
}

/** One row a value. */
export function fileTable(files: readonly ListedFile[]): PlainTable {
  return {
    columns: [
      { key: "model", header: "Model" },
      { key: "is", header: "Is" },
      { key: "name", header: "Name" },
      { key: "type", header: "Type" },
      { key: "shape", header: "Shape" },
    ],
    rows: files.flatMap(({ path, model: { graph } }) => [
      ...graph.inputs.map((value) => valueRow(path, "input", value)),
      ...graph.outputs.map((value) => valueRow(path, "output", value)),
    ]),
  };
}

function valueRow(model: string, is: "input" | "output", value: FileValue): PlainRow {
  const { name, container, dtype, shape } = value;
  const element = dtype ?? "unknown";
  return {
    model,
    is,
    name,
    type: container === undefined ? element : `${container} of ${element}`,
    shape: shape === null ? "unknown" : `[${shape.map((size) => size ?? "?").join(", ")}]`,
  };
}

/** Where the file comes from and what it is made of, in a line. */
export function originText({ model }: ListedFile): string {
  const { producer, irVersion, versions, graph } = model;
  const sets = [...versions].map(([domain, version]) => `${domain || "ai.onnx"} ${version}`);
  return `written by ${producer || "an unnamed program"}, version ${irVersion} of the format, ` +
    `operators of ${sets.join(", ")}, ${graph.nodes.length} nodes, ` +
    `${graph.initializers.length} tensors`;
}
