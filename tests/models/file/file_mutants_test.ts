// models/file/: files that chance or an enemy has changed end in a model or a message of ours.

import { assertEquals } from "@std/assert";
import { readModel } from "../../../models/file/reading/read_model.ts";
import { bytesInMemory } from "../../../models/file/wire/byte_source.ts";
import { examineMutant, fileMutant, mutantBases } from "./file_mutants.ts";

/** `mutate_files.ts` tries more of them. */
const MUTANTS = 500;

Deno.test("mutantBases() are sound, and fileMutant() is the same for the same seed", () => {
  const bases = mutantBases();
  for (const base of bases) readModel(bytesInMemory(base));
  assertEquals(fileMutant(bases, 7), fileMutant(bases, 7));
});

Deno.test(`the reader gives a model or a message for ${MUTANTS} mutants of files`, () => {
  const bases = mutantBases();
  const endings = Array.from({ length: MUTANTS }, (_, seed) => examineMutant(bases, seed));
  assertEquals(new Set(endings).size > 15, true);
});
