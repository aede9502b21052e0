// The kept list of mutations, a file a folder.

import { BENCH_MUTATIONS } from "./bench.ts";
import { CHECKPOINT_READING_MUTATIONS } from "./checkpoint_reading.ts";
import { CHECKPOINT_MUTATIONS } from "./checkpoints.ts";
import { CLI_MUTATIONS } from "./cli.ts";
import { EVALUATE_MUTATIONS } from "./evaluate.ts";
import { MODEL_FILE_MUTATIONS } from "./model_files.ts";
import { MODEL_READING_MUTATIONS } from "./model_reading.ts";
import { MODEL_MUTATIONS } from "./models.ts";
import type { Mutation } from "./mutation.ts";
import { PICTURE_MUTATIONS } from "./pictures.ts";
import { PLUGIN_MUTATIONS } from "./plugins.ts";
import { REPORT_MUTATIONS } from "./reports.ts";
import { REWRITE_MUTATIONS } from "./rewrites.ts";
import { STD_MUTATIONS } from "./std.ts";

/** Every mutation. */
export const MUTATIONS: readonly Mutation[] = [
  ...MODEL_MUTATIONS,
  ...MODEL_FILE_MUTATIONS,
  ...MODEL_READING_MUTATIONS,
  ...CHECKPOINT_READING_MUTATIONS,
  ...CHECKPOINT_MUTATIONS,
  ...REWRITE_MUTATIONS,
  ...BENCH_MUTATIONS,
  ...PICTURE_MUTATIONS,
  ...PLUGIN_MUTATIONS,
  ...EVALUATE_MUTATIONS,
  ...REPORT_MUTATIONS,
  ...CLI_MUTATIONS,
  ...STD_MUTATIONS,
];
