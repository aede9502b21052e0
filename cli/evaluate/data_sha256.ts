// What pictures and labels an evaluation is about, as one number.

import { createHash } from "node:crypto";
import type { LabelledPicture } from "../../evaluate/data/data_set.ts";

/** SHA-256 of the names and labels of all pictures, in their order. */
export function dataSha256(pictures: readonly LabelledPicture[]): string {
  const hash = createHash("sha256");
  for (const { name, label } of pictures) hash.update(`${label} ${name}\n`);
  return hash.digest("hex");
}
