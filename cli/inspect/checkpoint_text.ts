// A checkpoint in sentences: its format, what was chosen of it, its sums, what else is in it.

import type { Checkpoint, CheckpointTensor } from "../../models/checkpoint/checkpoint.ts";
import { elementCount } from "../../models/graph/graph.ts";
import { groupedText } from "../../reports/text/number_text.ts";
import { bytesText } from "../../reports/text/unit_text.ts";

/** Of a long list, so many are named. */
const MOST_NAMED = 20;

function keysText(keys: readonly string[]): string {
  return `"${keys.length === 0 ? "." : keys.join(".")}"`;
}

function someOf(texts: readonly string[]): string {
  const more = texts.length - MOST_NAMED;
  const shown = texts.slice(0, MOST_NAMED).join(", ");
  return more > 0 ? `${shown} and ${groupedText(more)} more` : shown;
}

/** `12 tensors, 1,234 elements (float32 1,230, int64 4), 4.95 kB`, or `no tensors` */
export function sumsText(tensors: readonly CheckpointTensor[]): string {
  if (tensors.length === 0) return "no tensors";
  const countOf = (some: readonly CheckpointTensor[]) =>
    groupedText(some.reduce((sum, { shape }) => sum + BigInt(elementCount(shape)), 0n));
  const types = [...Map.groupBy(tensors, ({ dtype }) => dtype)]
    .map(([dtype, some]) => `${dtype} ${countOf(some)}`);
  const bytes = tensors.reduce((sum, { byteLength }) => sum + (byteLength ?? 0), 0);
  return `${groupedText(tensors.length)} tensors, ${countOf(tensors)} elements ` +
    `(${someOf(types)}), ${bytesText(bytes)}`;
}

/** What is to be said of a checkpoint, a line each. */
export function checkpointNotes(checkpoint: Checkpoint): readonly string[] {
  const { format, tensors, chosen, others, skipped, notices } = checkpoint;
  const from = chosen.length === 0 ? "" : ` under the key ${keysText(chosen)}`;
  const passed = skipped.map(({ path, what }) => `"${path}" (${what})`);
  return [
    `${format}: ${sumsText(tensors)}${from}`,
    ...others.length === 0 ? [] : [`other tensors, by --key: ${someOf(others.map(keysText))}`],
    ...passed.length === 0 ? [] : [`passed over, and nothing of it ran: ${someOf(passed)}`],
    ...notices,
  ];
}
