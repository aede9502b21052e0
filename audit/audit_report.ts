// What an audit says, as plain data that the renderers read.

import type { Answer } from "./evidence/finding.ts";
import type { Practice, Scope } from "./evidence/source_evidence.ts";
import type { HypothesisClass } from "./evidence/weighing.ts";
import type { CountedFigure, Meaning } from "./candidates/counted_candidates.ts";
import type { OurRatio } from "./our_ratio.ts";
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
  /** Why it differs; absent where it does not. */
  readonly why?: Why;
  /** What the ratio looks like, where no candidate fits. */
  readonly hints: readonly string[];
}

/** Why a figure differs, as far as its source tells. */
export interface Why {
  readonly answer: Answer;
  /** Places in `AuditReport.causes` of what prints it: one, several, or none. */
  readonly causes: readonly number[];
  /** How many more would print it, and are less likely. */
  readonly otherCount: number;
  /** log2 of the odds of the causes against all else. */
  readonly oddsBits: number;
  /** Place of the likeliest of what prints an unexplained figure; absent where nothing does. */
  readonly nearest?: number;
}

/** What may have been counted instead of ours: a network, a part of it, a rule, a way to print. */
export interface AuditedCause
  extends Pick<HypothesisClass, "metric" | "network" | "part" | "rule" | "sameRules" | "printing"> {
  readonly source: string;
  /** All that the source prints, one family of it, or one row. */
  readonly scope: Scope;
  /** Of the scope, where that is not the whole source. */
  readonly family: string;
  /** log2 of the odds against all else, the best of its figures. */
  readonly oddsBits: number;
  /** The figures that differ and that it prints, each with its count. */
  readonly explains: readonly {
    readonly model: AuditedModel;
    readonly figure: CountedFigure;
    readonly count: number;
  }[];
  /** Models of the scope whose figures it prints, those included that ours prints too. */
  readonly holdsFor: readonly string[];
  readonly failsFor: readonly string[];
}

/** How a source rounds the figures of one metric. */
export interface AuditedPractice extends Practice {
  readonly source: string;
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

/** Our ratio under one set of conditions. */
export interface RatioUnder extends OurRatio {
  /** For people. */
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
  /** Empty where there are no records of both that can be trusted. */
  readonly ours: readonly RatioUnder[];
}

/** The whole audit. */
export interface AuditReport {
  /** Those of one model together, in the order of the models; by metric, then as published. */
  readonly figures: readonly AuditedFigure[];
  readonly causes: readonly AuditedCause[];
  /** Of every source that prints counts. */
  readonly practices: readonly AuditedPractice[];
  readonly gains: readonly AuditedGain[];
  readonly throughputs: readonly AuditedThroughput[];
  readonly models: readonly AuditedModel[];
  /** Every candidate that was tried. */
  readonly meanings: readonly Meaning[];
}
