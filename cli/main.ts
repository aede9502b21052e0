// The entry script: arguments in, exit code out.

import { nearestNames } from "../models/nearest_names.ts";
import { visibleText } from "../reports/text/visible_text.ts";
import { allCommands, COMMANDS } from "./commands.ts";
import { helpText, parseCommandLine } from "./shell/command.ts";
import { EXIT, type ExitCode } from "./shell/exit_code.ts";
import { note, out, widthOf, writeStderr } from "./shell/print.ts";
import { Interruption, RunError, UsageError } from "./shell/usage_error.ts";

async function overview(): Promise<string> {
  const commands = await allCommands();
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    "deno task COMMAND [OPTIONS]",
    "",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    `"deno task COMMAND --help" shows the options of a command.`,
    "",
  ].join("\n");
}

async function main([name = "--help", ...rest]: readonly string[]): Promise<ExitCode> {
  if (name === "--help" || name === "-h") {
    out(await overview());
    return EXIT.done;
  }
  const load = COMMANDS.get(name);
  if (load === undefined) {
    const names = [...COMMANDS.keys()];
    const [nearest] = nearestNames(name, names);
    throw new UsageError(
      `Cannot run command "${name}": did you mean ${nearest}? There are ${names.join(", ")}`,
    );
  }
  const command = await load();
  const args = parseCommandLine(command, rest);
  if (args.has("help")) {
    out(helpText(command, widthOf({ format: "md", isWide: args.has("wide") })));
    return EXIT.done;
  }
  return await command.run(args);
}

/** Says what went wrong. */
function told(error: unknown): ExitCode {
  if (error instanceof Interruption) {
    note(error.message);
    return EXIT.interrupted;
  }
  if (error instanceof UsageError || error instanceof RunError) {
    note(`error: ${error.message}`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
  writeStderr(visibleText(`error: a fault of ours, please report it\n${stackOf(error)}\n`));
  return EXIT.failed;
}

/** An error with the place where it was thrown, and what caused it. */
function stackOf(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

try {
  Deno.exitCode = await main(Deno.args);
} catch (error) {
  Deno.exitCode = told(error);
}
