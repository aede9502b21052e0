// `test-engine`: whether an engine does all that the protocol asks for.

import { commandOf } from "../../bench/engine/located_engine.ts";
import type { EngineDescription } from "../../bench/engine/description.ts";
import { ENGINE_PROTOCOL } from "../../bench/engine/description.ts";
import {
  type CheckAbout,
  type CheckResult,
  conformance,
  conforms,
} from "../../bench/engines/conformance/conformance.ts";
import type { Placement } from "../../bench/engines/conformance/case_files.ts";
import { devicePlaces, placeOfJob } from "../../bench/gpu/device_place.ts";
import { deviceKind } from "../../bench/job/device.ts";
import { readGpus } from "../../bench/machine/gpu_state.ts";
import { SILENT } from "../../bench/machine/silence.ts";
import { plainTable, words } from "../../reports/text/plain_table.ts";
import { SHARED_OPTIONS, shownOf } from "../options/shared_options.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { out, printTable } from "../shell/print.ts";
import { progressOn } from "../shell/progress.ts";
import { openScratch } from "../shell/scratch.ts";
import { UsageError } from "../shell/usage_error.ts";
import { durationMs } from "../shell/values.ts";
import { knownDevice } from "./device_option.ts";
import { enginePlaces, PYTHON_OPTION, pythonOf } from "./engine_places.ts";
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
      help: "only this one of its devices, such as cuda:1 (default: all that work here)",
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
  const device = args.text("device");
  const description = narrowed(engine.description, device);
  const timeLimitMs = durationMs("timeout", args.text("timeout") ?? USUAL_TIMEOUT);
  await using scratch = await openScratch();
  const results: CheckResult[] = [];
  const [command = "", ...parts] = commandOf(engine, enginePlaces(args, scratch.path));
  const placeOf = devicePlaces({ python: pythonOf(args), read: Deno.env.get, gpus: readGpus });
  async function processFor({ device: kind, precision }: Placement) {
    const { under, variables } = await placeOfJob(placeOf, { device: device ?? kind, precision });
    const [program = "", ...rest] = [...under, command, ...parts];
    const env = { ...SILENT, ...description.environment, ...variables };
    return { name: "engine", command: program, args: rest, env, timeLimitMs };
  }
  const progress = progressOn({ quiet: false });
  const setup = { description, processFor, folder: scratch.path };
  for await (
    const result of conformance({
      ...setup,
      onCheck: (about) => progress.show(checkText(about), undefined),
    })
  ) {
    results.push(result);
    if (result.result === "failed") progress.say(`${result.check}: ${result.detail}`);
  }
  progress.end();
  printTable(plainTable(results, COLUMNS), shown);
  if (shown.format === "md") out(`\n${verdictText(description, results)}\n`);
  if (conforms(results)) return EXIT.done;
  return isAway(results) ? EXIT.nothingMeasured : EXIT.failed;
}

/** `testing waits on cpu in fp32` */
function checkText({ check, device, precision }: CheckAbout): string {
  return `testing ${check} on ${device} in ${precision}`;
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
  return { ...description, devices: [deviceKind(knownDevice(device, description.devices))] };
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
