// Names and order of the models. The caller passes them, so that reports need not know the catalog.

/** A model by its id, with the name that the papers' tables print. */
export interface Method {
  /** Id in the catalog, e.g. `dsnet-t-aligned`. */
  readonly id: string;
  /** Name for people, e.g. `DS-Net-T*`. */
  readonly method: string;
}

/** What marks a name, wherever one with the mark is shown. */
export const STAR_NOTE =
  "A star after the name of a DS-Net (*): with alignment, by co-attention, of its two streams.";

/** The name of a model; its id if the list does not have it. */
export function methodName(id: string, methods: readonly Method[]): string {
  return methods.find((candidate) => candidate.id === id)?.method ?? id;
}

/** Place of a model in the list; models that the list does not have come last. */
export function methodRank(id: string, methods: readonly Method[]): number {
  const index = methods.findIndex((candidate) => candidate.id === id);
  return index === -1 ? methods.length : index;
}
