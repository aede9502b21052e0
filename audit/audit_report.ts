// What an audit says, as plain data that the renderers read.

import type { Cause, Fit } from "./causes.ts";
import type { Metric, PublishedFigure, Read } from "../reports/published/published.ts";

/** The outcome for a figure or a claim. */
export type AuditVerdict = "reproduced" | "differs" | "cannot be tested here";

/** A model whose figures are audited. */
export interface AuditedModel {
  readonly id: string;
  /** Name for people, e.g. `DS-Net-T*`. */
  readonly method: string;
  readonly family: string;
  /** Side of the input that its figures are for, where that is a square. */
  readonly sidePixels?: number;
}

/** One figure with its verdict. */
export interface AuditedFigure {
  readonly figure: PublishedFigure;
  readonly model: AuditedModel;
  readonly verdict: AuditVerdict;
  /** `differs by 1 in the last place`, say; else the verdict again. */
  readonly verdictText: string;
  /** Our exact count; absent where the figure cannot be tested. */
  readonly count?: number;
  /** Published over ours; absent likewise. */
  readonly ratio?: number;
  /** Places in `AuditReport.causes` of what explains it. */
  readonly causes: readonly number[];
  /** Candidates that fit as well but hold for fewer rows of the source. */
  readonly otherFitCount: number;
  /** What the ratio looks like, where no candidate fits. */
  readonly hints: readonly string[];
}

/** A candidate that explains rows of one source and family. */
export interface AuditedCause extends Omit<Cause, "fits"> {
  readonly source: string;
  readonly family: string;
  /** The rows that it explains and that differ without it. */
  readonly explains: readonly {
    readonly model: AuditedModel;
    readonly fits: readonly Fit[];
  }[];
}

/** Accuracies that papers compare: of classification, of boxes, of masks. */
export type AccuracyMetric = Extract<Metric, "top1" | "ap_box" | "ap_mask">;

/** A gain over a baseline that a paper claims, in percentage points. */
export interface Claim {
  readonly modelId: string;
  readonly overId: string;
  readonly metric: AccuracyMetric;
  /** As printed, e.g. `6.8`. */
  readonly text: string;
  /** Why it cannot be tested here; absent where the published columns decide it. */
  readonly obstacle?: string;
  readonly source: string;
  readonly url: string;
  /** Whether the whole claim was read there. */
  readonly read: Read;
}

/** One way to recompute a claim. */
export interface Recomputation {
  /** E.g. `79.0 - 72.2 = 6.8`. */
  readonly text: string;
  /** Where the baseline's figure stands. */
  readonly source: string;
  readonly url: string;
  readonly holds: boolean;
}

/** A claim with its verdict. */
export interface AuditedGain extends Claim {
  readonly verdict: AuditVerdict;
  readonly recomputed: readonly Recomputation[];
}

/** A ratio of throughputs on our own device. */
export interface OurRatio {
  readonly ratio: number;
  readonly how: "paired by rounds" | "ratio of medians";
  /** Device, threads, batch and size, for people. */
  readonly conditions: string;
}

/** What the published throughputs of a network and its aligned twin say, and ours. */
export interface AuditedThroughput {
  readonly modelId: string;
  readonly overId: string;
  /** E.g. `1034 / 1199`. */
  readonly text: string;
  readonly ratio: number;
  readonly source: string;
  readonly url: string;
  /** Empty where there are no records of both. */
  readonly ours: readonly OurRatio[];
}

/** An id of a candidate, explained. */
export interface Meaning {
  readonly id: string;
  /** Short, for a cell. */
  readonly label: string;
  /** One sentence. */
  readonly text: string;
}

/** The whole audit. */
export interface AuditReport {
  /** Those of one model together, in the order of the models; by metric, then as published. */
  readonly figures: readonly AuditedFigure[];
  readonly causes: readonly AuditedCause[];
  readonly gains: readonly AuditedGain[];
  readonly throughputs: readonly AuditedThroughput[];
  readonly models: readonly AuditedModel[];
  /** Every candidate that was tried. */
  readonly meanings: readonly Meaning[];
}
