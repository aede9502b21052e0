// The comparison as it fits into the summary of a job, which takes a limited number of bytes: the
// verdict in any case, then the weightiest lines, whole ones only, and how many are missing.

import { escaped } from "../../text/markdown.ts";
import { type Block, blocksText } from "./blocks_text.ts";
import type { CompareReport } from "../compare.ts";
import { compareBlocks } from "./compare_markdown.ts";

/** A summary, and whether it says everything. */
export interface JobSummary {
  readonly text: string;
  readonly isWhole: boolean;
}

/**
 * The comparison in at most so many bytes of UTF-8; `undefined` if not even the verdict fits.
 *
 * @param whole Where a reader finds all of it, e.g. a path.
 */
export function jobSummary(
  report: CompareReport,
  { roomBytes, whole }: { readonly roomBytes: number; readonly whole: string },
): JobSummary | undefined {
  const blocks = compareBlocks(report);
  const text = blocksText(blocks);
  if (byteCount(text) <= roomBytes) return { text, isWhole: true };

  const lineCount = blocks.reduce((sum, { lines }) => sum + lines.length, 0);
  const moreText = (count: number) => `${count} more lines in ${escaped(whole)}.`;
  // The block of what is missing, in its longest form, with the empty line before it.
  const kept = weightiest(blocks, roomBytes - byteCount(`\n${moreText(lineCount)}\n`));
  if (kept === undefined) return undefined;
  const keptCount = kept.reduce((sum, { lines }) => sum + lines.length, 0);
  const more = { head: [moreText(lineCount - keptCount)], lines: [] };
  return { text: blocksText([...kept, more]), isWhole: false };
}

/** The blocks with as many of their lines as fit, the weightiest first; heads without lines stay. */
function weightiest(blocks: readonly Block[], roomBytes: number): readonly Block[] | undefined {
  const headBytes = ({ head }: Block) => byteCount(`\n${head.join("\n")}\n`);
  let leftBytes = roomBytes;
  for (const block of blocks) if (block.lines.length === 0) leftBytes -= headBytes(block);
  if (leftBytes < 0) return undefined;

  const candidates = blocks
    .flatMap((block) => block.lines.map((line) => ({ block, line })))
    .toSorted((a, b) => a.line.rank - b.line.rank);
  const kept = new Map<Block, Set<Block["lines"][number]>>();
  for (const { block, line } of candidates) {
    const lines = kept.get(block);
    leftBytes -= byteCount(`${line.text}\n`) + (lines === undefined ? headBytes(block) : 0);
    if (leftBytes < 0) break;
    if (lines === undefined) kept.set(block, new Set([line]));
    else lines.add(line);
  }
  return blocks
    .filter((block) => block.lines.length === 0 || kept.has(block))
    .map((block) => ({
      ...block,
      lines: block.lines.filter((line) => kept.get(block)?.has(line)),
    }));
}

function byteCount(text: string): number {
  return new TextEncoder().encode(text).length;
}
