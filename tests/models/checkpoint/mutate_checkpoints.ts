// Tries mutants of checkpoints on their readers, and says how they ended:
//
//   deno run --allow-read tests/models/checkpoint/mutate_checkpoints.ts [MUTANTS [FIRST-SEED]]
//
// The default is 20,000. Ends with exit code 1 if one ended otherwise than with tensors or a message of
// ours, took more than 2 s, or if the process came to need more than 300 MB; the seed repeats it.

import { tryMutants } from "../../support/try_mutants.ts";
import { checkpointBases, examineCheckpointMutant } from "./checkpoint_mutants.ts";

const bases = checkpointBases();
tryMutants((seed) => examineCheckpointMutant(bases, seed));
