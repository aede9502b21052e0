// `inspect`: what a checkpoint holds, and nothing in it runs.

import type { CheckpointTensor } from "../../models/checkpoint/checkpoint.ts";
import { CheckpointError } from "../../models/checkpoint/checkpoint_error.ts";
import { elementCount } from "../../models/graph/graph.ts";
import { figures, type PlainColumn, plainTable, words } from "../../reports/text/plain_table.ts";
import { openCheckpointFile } from "../files/open_checkpoint_file.ts";
import { asUsageOf } from "../files/read_model_file.ts";
import { SHARED_OPTIONS, shownOf } from "../options/shared_options.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { note, printTable } from "../shell/print.ts";
import { UsageError } from "../shell/usage_error.ts";
import { checkpointNotes } from "./checkpoint_text.ts";
import { type ValueCounts, valueCounts } from "./value_counts.ts";

/** A row of the table. */
interface Row {
  readonly tensor: CheckpointTensor;
  readonly counts?: ValueCounts;
  /** Why its values were not counted. */
  readonly fault?: string;
}

function run(args: Arguments): ExitCode {
  const [path, ...others] = args.positional;
  if (path === undefined || others.length > 0) {
    throw new UsageError(
      `Cannot inspect ${args.positional.length} files: name one checkpoint or ONNX model`,
    );
  }
  const shown = shownOf(args);
  const hasValues = args.has("values");
  using opened = openCheckpointFile(path, args.text("key"));
  const { checkpoint } = opened;
  const rows = checkpoint.tensors.map((tensor): Row =>
    hasValues ? asUsageOf(path, () => valuedRow(tensor)) : { tensor }
  );
  printTable(plainTable(rows, [...COLUMNS, ...hasValues ? VALUE_COLUMNS : []]), shown);
  const unread = rows.flatMap(({ fault }) => fault === undefined ? [] : [fault]);
  for (const line of [...checkpointNotes(checkpoint), ...unread]) note(`note: ${path}: ${line}`);
  return EXIT.done;
}

/** A tensor with its values; one that is no float32 hides no other one. */
function valuedRow(tensor: CheckpointTensor): Row {
  try {
    return { tensor, counts: valueCounts(tensor) };
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    return { tensor, fault: `${error.fault.reason}: ${error.fault.cure}` };
  }
}

const COLUMNS: readonly PlainColumn<Row>[] = [
  words("tensor", ({ tensor }) => tensor.name, "Tensor"),
  words("type", ({ tensor }) => tensor.dtype, "Type"),
  words("shape", ({ tensor }) => `[${tensor.shape.join(", ")}]`, "Shape"),
  figures("elements", ({ tensor }) => elementCount(tensor.shape), "Elements"),
  figures("bytes", ({ tensor }) => tensor.byteLength ?? undefined, "Bytes"),
];

const VALUE_COLUMNS: readonly PlainColumn<Row>[] = [
  figures("denormal", ({ counts }) => counts?.denormal, "Denormal"),
  figures("nan", ({ counts }) => counts?.nan, "NaN"),
  figures("infinite", ({ counts }) => counts?.infinite, "Infinite"),
];

/** Shows the tensors of a checkpoint or an ONNX model, with their types, sizes and sums. */
export const inspectCommand: Command = {
  name: "inspect",
  positional: "FILE",
  summary: "Shows what a checkpoint holds: tensors, types, sizes, sums and what else is in it; " +
    "nothing in it runs. FILE is of safetensors (or its index), of PyTorch (.pth, .pt, either " +
    "form), of PaddlePaddle (.pdparams), or an ONNX model.",
  options: [
    {
      name: "key",
      value: "KEYS",
      help:
        "the state dict of a checkpoint that has several, such as model_ema; keys within keys " +
        "between dots",
    },
    {
      name: "values",
      help: "read all values and count those that are denormal, as float32, which slow a " +
        "processor down, NaN or infinite",
    },
    SHARED_OPTIONS.format,
    SHARED_OPTIONS.wide,
  ],
  run,
};
