// What is said of an evaluation: figures with their intervals, the published ones beside them.

import { type Conclusion, conclusionOf } from "../../evaluate/accuracy/conclusion.ts";
import {
  percent,
  type PercentBounds,
  type Share,
  wilsonBounds,
} from "../../evaluate/accuracy/share.ts";
import { NO_TOP5 } from "../../evaluate/accuracy/top_tally.ts";
import { headlineFigure, PUBLISHED_SIZE } from "../published/headline_figure.ts";
import type { PublishedFigure } from "../published/published.ts";
import { joinedText } from "../text/joined_text.ts";
import type { Evaluation } from "./evaluations.ts";

/** A measured figure in percent, and what is published. */
export interface MeasuredTop {
  readonly share: Share;
  readonly percent: number;
  readonly bounds: PercentBounds;
  readonly published?: PublishedFigure;
  /** Absent where nothing is published. */
  readonly conclusion?: Conclusion;
}

/** One evaluation with its figures. */
export interface AccuracyRow {
  readonly evaluation: Evaluation;
  /** Absent where no picture could be read. */
  readonly top1?: MeasuredTop;
  readonly top5?: MeasuredTop;
  /** What one must know of it; empty: nothing. */
  readonly remark: string;
}

/** How many classes ImageNet has. */
const PUBLISHED_CLASSES = 1000;

/** Evaluations with what is published about their networks. */
export function accuracyRows(
  evaluations: readonly Evaluation[],
  published: readonly PublishedFigure[],
): readonly AccuracyRow[] {
  return evaluations.map((evaluation) => {
    const { record, tally: { top1, top5 } } = evaluation;
    const isAlike = record.size === PUBLISHED_SIZE && record.classes === PUBLISHED_CLASSES;
    const figures = isAlike ? published : [];
    const figureOf = (metric: "top1" | "top5") => headlineFigure(figures, record.model, metric);
    return {
      evaluation,
      ...top1.total === 0 ? {} : { top1: measuredTop(top1, figureOf("top1")) },
      ...top5 === undefined || top5.total === 0
        ? {}
        : { top5: measuredTop(top5, figureOf("top5")) },
      remark: remarkOf(evaluation),
    };
  });
}

function measuredTop(share: Share, published: PublishedFigure | undefined): MeasuredTop {
  return {
    share,
    percent: percent(share),
    bounds: wilsonBounds(share),
    ...published === undefined ? {} : { published, conclusion: conclusionOf(share, published) },
  };
}

function remarkOf({ record, tally, missing }: Evaluation): string {
  const { unreadable, unanswered, top5 } = tally;
  return joinedText([
    missing > 0 && `${missing} of ${record.data.pictures} pictures are missing`,
    unreadable > 0 && `${unreadable} could not be read and are not counted`,
    unanswered > 0 && `${unanswered} have no answer (a logit that is not a number)`,
    record.weights === null && "weights are seeded, not trained",
    top5 === undefined && NO_TOP5,
  ], "; ");
}
