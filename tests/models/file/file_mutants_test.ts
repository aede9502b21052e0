// models/file/: files that chance or an enemy has changed end in figures or a message of ours.

import { assertEquals } from "@std/assert";
import { examineMutant, fileMutant, mutantBases } from "./file_mutants.ts";

/** `mutate_files.ts` tries more of them. */
const MUTANTS = 500;

Deno.test("fileMutant() is the same for the same seed and another for another", () => {
  const bases = mutantBases();
  assertEquals(fileMutant(bases, 7), fileMutant(bases, 7));
  const lengths = Array.from({ length: 50 }, (_, seed) => fileMutant(bases, seed).length);
  assertEquals(new Set(lengths).size > 20, true);
});

Deno.test(`counting gives figures or a message for ${MUTANTS} mutants of files`, () => {
  const bases = mutantBases();
  const endings = Array.from({ length: MUTANTS }, (_, seed) => examineMutant(bases, seed));
  assertEquals([endings.includes("counted"), new Set(endings).size > 30], [true, true]);
});
