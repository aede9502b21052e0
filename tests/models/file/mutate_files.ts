// Tries mutants of model files on the reader, the shapes and the count, and says how they ended:
//
//   deno run --allow-read tests/models/file/mutate_files.ts [MUTANTS [FIRST-SEED]]
//
// The default is 20,000. Ends with exit code 1 if one ended otherwise than with figures or a message
// of ours, took more than 2 s, or if the process came to need more than 300 MB; the seed repeats it.

import { tryMutants } from "../../support/try_mutants.ts";
import { examineMutant, mutantBases } from "./file_mutants.ts";

const bases = mutantBases();
tryMutants((seed) => examineMutant(bases, seed));
