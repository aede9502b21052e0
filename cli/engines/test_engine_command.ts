// `test-engine`: whether an engine does all that the protocol asks for.

import { commandOf } from "../../bench/engine/located_engine.ts";
import type { EngineDescription } from "../../bench/engine/description.ts";
import { ENGINE_PROTOCOL } from "../../bench/engine/description.ts";
import {
  type CheckResult,
  conformance,
  conforms,
} from "../../bench/engines/conformance/conformance.ts";
import { SILENT } from "../../bench/machine/silence.ts";
import { plainTable, words } from "../../reports/text/plain_table.ts";
import { SHARED_OPTIONS, shownOf } from "../options/shared_options.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { note, out, printTable } from "../shell/print.ts";
import { openScratch } from "../shell/scratch.ts";
import { UsageError } from "../shell/usage_error.ts";
import { durationMs } from "../shell/values.ts";
import { enginePlaces, PYTHON_OPTION } from "./engine_places.ts";
import { readEngine } from "./read_engine.ts";

/** A compiler takes a minute for its first answer on two cores, and several where others work, too. */
const USUAL_TIMEOUT = "180s";

/** Runs the conformance test of the engine protocol. */
export const testEngineCommand: Command = {
  name: "test-engine",
  positional: "ENGINE",
  summary:
    "Tests whether an engine does all that the engine protocol asks for. ENGINE is the file " +
    "of its description, such as ./my-engine.json, or the name of one that comes with the suite.",
  options: [
    PYTHON_OPTION,
    {
      name: "device",
      value: "NAME",
      help: "only this one of its devices (default: all that work here)",
    },
    {
      name: "timeout",
      value: "TIME",
      help: `the longest that an answer may take (default ${USUAL_TIMEOUT})`,
    },
    SHARED_OPTIONS.format,
    SHARED_OPTIONS.wide,
  ],
  run,
};

async function run(args: Arguments): Promise<ExitCode> {
  const [text, ...others] = args.positional;
  if (text === undefined || others.length > 0) {
    throw new UsageError("Cannot test without one engine: name it, as in ./my-engine.json");
  }
  const shown = shownOf(args);
  const engine = readEngine(text);
  const description = narrowed(engine.description, args.text("device"));
  const timeLimitMs = durationMs("timeout", args.text("timeout") ?? USUAL_TIMEOUT);
  await using scratch = await openScratch();
  const results: CheckResult[] = [];
  const [command = "", ...parts] = commandOf(engine, enginePlaces(args, scratch.path));
  const env = { ...SILENT, ...description.environment };
  const process = { name: "engine", command, args: parts, env, timeLimitMs };
  for await (const result of conformance({ description, process, folder: scratch.path })) {
    results.push(result);
    if (result.result === "failed") note(`${result.check}: ${result.detail}`);
  }
  printTable(plainTable(results, COLUMNS), shown);
  if (shown.format === "md") out(`\n${verdictText(description, results)}\n`);
  if (conforms(results)) return EXIT.done;
  return isAway(results) ? EXIT.nothingMeasured : EXIT.failed;
}

const COLUMNS = [
  words<CheckResult>("check", ({ check }) => check, "Check"),
  words<CheckResult>("device", ({ device }) => device, "Device"),
  words<CheckResult>("precision", ({ precision }) => precision, "Precision"),
  words<CheckResult>("result", ({ result }) => result, "Result"),
  words<CheckResult>("detail", ({ detail }) => detail, "Detail"),
];

/** A description with one of its devices, if one was asked for. */
function narrowed(description: EngineDescription, device: string | undefined): EngineDescription {
  if (device === undefined) return description;
  if (description.devices.includes(device)) return { ...description, devices: [device] };
  throw new UsageError(
    `Cannot take --device "${device}" as engine ${description.name} has ` +
      `${description.devices.join(", ")}: name one of them`,
  );
}

/** Whether no device of the engine works here. */
function isAway(results: readonly CheckResult[]): boolean {
  return results.every(({ result }) => result === "skipped");
}

function verdictText(
  { name, install }: EngineDescription,
  results: readonly CheckResult[],
): string {
  const count = (wanted: CheckResult["result"]) =>
    results.filter(({ result }) => result === wanted).length;
  if (isAway(results)) return `${name} cannot be tested as no device of it works here: ${install}`;
  const verdict = conforms(results) ? "speaks" : "does not speak";
  return `${name} ${verdict} ${ENGINE_PROTOCOL}: ${count("passed")} passed, ` +
    `${count("failed")} failed, ${count("skipped")} skipped`;
}
