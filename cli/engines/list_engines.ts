// `list --engines`: which engines are here, what of them works, and how to get what is missing.

import { PROTOCOL_VERSION } from "../../bench/engine/requests.ts";
import { BUILT_IN_ENGINES } from "../../bench/engines/built_in.ts";
import { inJson, type PlainTable, plainTable, words } from "../../reports/text/plain_table.ts";
import { shownOf } from "../options/shared_options.ts";
import type { Arguments } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { note, printTable } from "../shell/print.ts";
import { openScratch } from "../shell/scratch.ts";
import { enginePlaces } from "./engine_places.ts";
import { readEngine } from "./read_engine.ts";
import { type EngineSurvey, surveyEngines } from "./survey_engines.ts";
import { findProgram, trtexecText } from "./trtexec.ts";
import { talkToEngine } from "../../bench/engine/engine_talk.ts";
import { readGpus } from "../../bench/machine/gpu_state.ts";
import { devicePlaces } from "../../bench/gpu/device_place.ts";

/** The longest that an engine may take for a probe: a large library loads in some seconds. */
const TIME_LIMIT_MS = 30_000;

/** Shows the engines of the suite, and those whose descriptions are named. */
export async function listEngines(args: Arguments): Promise<ExitCode> {
  const shown = shownOf(args);
  const engines = [...BUILT_IN_ENGINES, ...args.positional.map(readEngine)];
  note(`trying out the devices of ${engines.length} engines, which takes some seconds`);
  await using scratch = await openScratch();
  const options = { ...enginePlaces(args, scratch.path), timeLimitMs: TIME_LIMIT_MS };
  const placeOf = devicePlaces({ python: options.python, gpus: readGpus });
  const surveys = await surveyEngines(engines, {
    mostAtOnce: navigator.hardwareConcurrency,
    async ask({ engine, device, precision }) {
      const talk = talkToEngine(engine, { ...options, ...await placeOf(device) });
      try {
        return await talk.probe({ protocol: PROTOCOL_VERSION, device, precision, options: {} });
      } finally {
        await talk.close();
      }
    },
  });
  printTable(engineTable(surveys), shown);
  for (const survey of surveys.filter((each) => !isHere(each))) {
    const { description: { name }, probed: [first] } = survey;
    if (first === undefined) continue;
    note(`note: ${name}: ${first.problem}`);
    const hint = name === "tensorrt" ? trtexecText(await findProgram("trtexec")) : undefined;
    if (hint !== undefined) note(`note: ${hint}`);
  }
  return EXIT.done;
}

/** One row an engine. */
export function engineTable(surveys: readonly EngineSurvey[]): PlainTable {
  return plainTable(surveys, [
    words("engine", ({ description }) => description.name, "Engine"),
    words("title", ({ description }) => description.title, "What it is"),
    words("takes", ({ description }) => TAKEN[description.takes], "Runs"),
    words("state", (survey) => isHere(survey) ? "here" : "missing", "State"),
    words("versions", versionsText, "Version"),
    words("works", worksText, "Devices and precisions that work"),
    words("install", (survey) => isHere(survey) ? null : survey.description.install, "Get it by"),
    inJson("devices", ({ probed }) =>
      probed.map(({ device, precision, deviceName, problem }) => ({
        device,
        precision,
        device_name: deviceName,
        problem,
      }))),
  ]);
}

const TAKEN = { onnx: "ONNX files", graph: "graphs as JSON" } as const;

/** Whether anything of an engine works. */
function isHere({ probed }: EngineSurvey): boolean {
  return probed.some(({ problem }) => problem === null);
}

/** `openvino 2026.4.1, python 3.11.2` */
function versionsText({ probed }: EngineSurvey): string {
  const pairs = probed.filter(({ problem }) => problem === null)
    .flatMap(({ versions }) => Object.entries(versions).map((pair) => pair.join(" ")));
  return [...new Set(pairs)].join(", ");
}

/** `cpu: fp32, bf16; openvino: fp32` */
function worksText({ probed }: EngineSurvey): string {
  const working = Map.groupBy(
    probed.filter(({ problem }) => problem === null),
    ({ device }) => device,
  );
  return [...working].map(([device, found]) =>
    `${device}: ${found.map(({ precision }) => precision).join(", ")}`
  ).join("; ");
}
