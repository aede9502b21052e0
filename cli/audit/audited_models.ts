// Which networks an audit is about, and which of them have their candidates counted.

import { CATALOG, type CatalogEntry, DETECTION } from "../../models/catalog.ts";
import { isCounted } from "../../audit/explanations.ts";
import type { AuditedModel } from "../../audit/audit_report.ts";
import type { PublishedFigure } from "../../reports/published/published.ts";

/** Families in the order of the report: the suite's subject first, then its baselines. */
const FAMILIES: readonly string[] = ["DS-Net", "DeiT"];

/** Every network that a figure may be of: those of the papers' tables, then the detectors. */
export function auditedModels(): readonly AuditedModel[] {
  const rank = (family: string) => {
    const place = FAMILIES.indexOf(family);
    return place === -1 ? FAMILIES.length : place;
  };
  return [...CATALOG.toSorted((a, b) => rank(a.family) - rank(b.family)), ...DETECTION]
    .map(auditedModel);
}

/** A source counts its detectors by one rule, whatever is on the pyramid: they are one family. */
export function auditedModel(entry: CatalogEntry): AuditedModel {
  const { id, method, task, defaultSize: { height, width } } = entry;
  const family = task === "detection" ? "detectors" : entry.family;
  return { id, method, family, ...(height === width ? { sidePixels: width } : {}) };
}

/** The networks whose candidates are counted: the catalog, and detectors that a figure counts. */
export function candidateModels(figures: readonly PublishedFigure[]): readonly CatalogEntry[] {
  const ids = new Set(figures.filter(isCounted).map(({ modelId }) => modelId));
  return [...CATALOG, ...DETECTION.filter(({ id }) => ids.has(id))];
}
