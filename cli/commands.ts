// The commands, in the order in which the overview shows them. Each is loaded when it is called, as
// loading all of them takes longer than most of them run.

import type { Command } from "./shell/command.ts";

/** Loads a command of `deno task`, by its name. */
export const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map(Object.entries({
  bench: async () => (await import("./bench/bench_command.ts")).benchCommand,
  count: async () => (await import("./commands/count_command.ts")).countCommand,
  evaluate: async () => (await import("./evaluate/evaluate_command.ts")).evaluateCommand,
  audit: async () => (await import("./audit/audit_command.ts")).auditCommand,
  compare: async () => (await import("./compare/compare_command.ts")).compareCommand,
  report: async () => (await import("./commands/report_command.ts")).reportCommand,
  export: async () => (await import("./commands/export_command.ts")).exportCommand,
  list: async () => (await import("./commands/list_command.ts")).listCommand,
  inspect: async () => (await import("./inspect/inspect_command.ts")).inspectCommand,
  setup: async () => (await import("./setup/setup_command.ts")).setupCommand,
  tune: async () => (await import("./tune/tune_command.ts")).tuneCommand,
  "gpu-report": async () => (await import("./gpu/gpu_report_command.ts")).gpuReportCommand,
  "test-engine": async () => (await import("./engines/test_engine_command.ts")).testEngineCommand,
  bundle: async () => (await import("./bundle/bundle_command.ts")).bundleCommand,
}));

/** Every command. */
export async function allCommands(): Promise<readonly Command[]> {
  return await Promise.all([...COMMANDS.values()].map((load) => load()));
}
