// models/checkpoint/: files that chance or an enemy has changed end in tensors or a message of ours.

import { assertEquals } from "@std/assert";
import { checkpointBases, examineCheckpointMutant } from "./checkpoint_mutants.ts";

/** `mutate_checkpoints.ts` tries more of them. */
const MUTANTS = 400;

Deno.test(`reading gives tensors or a message for ${MUTANTS} mutants of checkpoints`, () => {
  const bases = checkpointBases();
  const endings = Array.from(
    { length: MUTANTS },
    (_, seed) => examineCheckpointMutant(bases, seed),
  );
  assertEquals([endings.includes("read"), new Set(endings).size > 30], [true, true]);
});
