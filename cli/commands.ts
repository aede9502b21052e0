// The commands, in the order in which the overview shows them.

import { benchCommand } from "./bench/bench_command.ts";
import { auditCommand } from "./audit/audit_command.ts";
import { compareCommand } from "./compare/compare_command.ts";
import { bundleCommand } from "./bundle/bundle_command.ts";
import { countCommand } from "./commands/count_command.ts";
import { exportCommand } from "./commands/export_command.ts";
import { listCommand } from "./commands/list_command.ts";
import { reportCommand } from "./commands/report_command.ts";
import { testEngineCommand } from "./engines/test_engine_command.ts";
import { setupCommand } from "./setup/setup_command.ts";
import type { Command } from "./shell/command.ts";

/** Every command of `deno task`. */
export const COMMANDS: readonly Command[] = [
  benchCommand,
  countCommand,
  auditCommand,
  compareCommand,
  reportCommand,
  exportCommand,
  listCommand,
  setupCommand,
  testEngineCommand,
  bundleCommand,
];
