// Which engine a row ran on and how: the key that keeps rows apart, and what people call it.

import {
  DEFAULT_ENGINE,
  type RunRecord,
  type TimingRecord,
} from "../../bench/record/record_types.ts";
import { joinedText } from "../text/joined_text.ts";

/** An engine as a run was asked for it. */
type RunEngine = NonNullable<RunRecord["settings"]["engines"]>[number];

/** An engine, how it ran a model, and how often side by side. */
export type MeasuredEngine = Omit<RunEngine, "graphs" | "versions">;

/** What tells the rows of one run apart: a run has an engine with one set of options. */
type NamedEngine = Omit<MeasuredEngine, "options">;

/** What people call the engines that we know; another one goes by its own name. */
const TITLES: Readonly<Record<string, string>> = {
  [DEFAULT_ENGINE]: "ONNX Runtime",
  "onnxruntime-c": "ONNX Runtime (C)",
  "onnxruntime-openvino": "ONNX Runtime (OpenVINO)",
  "onnxruntime": "ONNX Runtime for Python",
  "openvino": "OpenVINO",
  "pytorch": "PyTorch",
  "tensorrt": "TensorRT",
};

/** The engine of the paper's own figures. */
const PAPER_ENGINE = "pytorch";

/** What people call the engine that runs unless another one is asked for. */
export const DEFAULT_ENGINE_TITLE: string = TITLES[DEFAULT_ENGINE] as string;

/** The engines of a run, each with its graphs; of a run that names none, the default one. */
export function runEngines({ settings }: RunRecord): readonly RunEngine[] {
  const { engines, graphs } = settings;
  return engines ?? [{ engine: DEFAULT_ENGINE, options: {}, instances: 1, graphs, versions: {} }];
}

/** The graphs that a run was to time with an engine. */
export function plannedGraphs(run: RunRecord, engine: MeasuredEngine): readonly string[] {
  return runEngines(run).find((one) => nameKey(one) === nameKey(engine))?.graphs ?? [];
}

/** The engine of a piece with the options that its run gave it. */
export function engineOf(
  run: RunRecord,
  { engine, variant, instances }: NamedEngine,
): MeasuredEngine {
  const own = { engine, ...(variant === undefined ? {} : { variant }), instances };
  const asked = runEngines(run).find((one) => nameKey(one) === nameKey(own));
  return { ...own, options: asked?.options ?? {} };
}

/** The engine of a timing, by what it says itself. */
export function timedEngine(timing: TimingRecord): MeasuredEngine {
  const { engine, variant, instances, engineOptions } = timing;
  return {
    engine,
    ...(variant === undefined ? {} : { variant }),
    instances,
    options: engineOptions,
  };
}

/** Equal for one engine that ran in one way, as far as a run tells its engines apart. */
export function nameKey({ engine, variant, instances }: NamedEngine): string {
  return JSON.stringify([engine, variant, instances]);
}

/** Equal for rows that may be compared, as far as the engine decides. */
export function engineKey(engine: MeasuredEngine): string {
  return JSON.stringify([nameKey(engine), Object.entries(engine.options).toSorted()]);
}

/** Whether it is the engine that runs unless another one is asked for, as it is. */
export function isDefaultEngine({ engine, variant, instances, options }: MeasuredEngine): boolean {
  return engine === DEFAULT_ENGINE && variant === undefined && instances === 1 &&
    Object.keys(options).length === 0;
}

/** Whether the paper measured with it. */
export function isPaperEngine({ engine }: Pick<MeasuredEngine, "engine">): boolean {
  return engine === PAPER_ENGINE;
}

/** `python 3.11.2, torch 2.13.0` */
export function versionsText(versions: TimingRecord["engineVersions"]): string {
  return Object.entries(versions).map(([name, version]) => `${name} ${version}`).toSorted()
    .join(", ");
}

/** `PyTorch (compile)`, `ONNX Runtime, 2 instances`, `OpenVINO, hint=throughput` */
export function engineText(use: MeasuredEngine): string {
  const { engine, variant, instances } = use;
  const title = Object.hasOwn(TITLES, engine) ? TITLES[engine] : engine;
  return joinedText([
    variant === undefined ? title : `${title} (${variant})`,
    instances > 1 && `${instances} instances`,
    ...optionsText(use),
  ], ", ");
}

/** `["hint=throughput"]`, by name. */
export function optionsText({ options }: Pick<MeasuredEngine, "options">): readonly string[] {
  return Object.entries(options).map(([name, value]) => `${name}=${value}`).toSorted();
}
