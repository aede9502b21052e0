// What `gpu-report` does, step by step, each a call of `bench`: the most telling ones first, as the time
// may end. Pure.

import { MS_PER_SECOND } from "../../bench/samples/units.ts";

/** One step. */
export interface ReportStep {
  /** Folder of its records, in that of the report. */
  readonly name: string;
  /** Arguments of `bench`, without those that depend on time and place. */
  readonly args: readonly string[];
  /** The most that it may take of {@linkcode USUAL_TIME_MS}. */
  readonly mostMs: number;
  /** Of that, for timed rounds: most of the rest is loading. */
  readonly timedMs: number;
}

/** What is asked for. */
export interface ReportPlan {
  /** Batches: the first times all networks, the others the telling ones. */
  readonly batches: readonly number[];
  /** Networks in the place of the paper's table and of the telling ones; none: these. */
  readonly models: readonly string[];
  /** Whether there is no GPU: PyTorch computes on the processor, and WebGPU does so by software. */
  readonly isRehearsal: boolean;
  /** Of images, as `bench --size` takes it; `undefined`: the networks' own. */
  readonly size: string | undefined;
  /** Most memory of the networks that are loaded together, if it is known of the GPU. */
  readonly memoryBytes: number | undefined;
}

/** What the times of the steps are made for: with all that follows the last one under eight minutes. */
export const USUAL_TIME_MS = 450_000;

/** Networks of a step, unless others are named; none: the paper's table. */
const NETWORKS = {
  all: [],
  // DS-Net, a transformer and a convolutional network: what most questions are about.
  telling: ["dsnet-t-aligned", "deit-s", "resnet50"],
  // What compiles for most of a minute.
  one: ["dsnet-t-aligned"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** An engine's step: how it is asked for, which networks, which batches, how long. */
type Row = readonly [
  name: string,
  how: string,
  networks: keyof typeof NETWORKS,
  batches: "first" | "others",
  mostSeconds: number,
  timedSeconds: number,
];

/** PyTorch beside ONNX Runtime, which both keep inputs and outputs on the device. */
const RESIDENT_PAIR = "--engine onnxruntime-c,pytorch --input resident";
/** Also as channels-last, in which an H200 ran DS-Net-T* at 2.7 times the rate. */
const RESIDENT_THREE = "--engine onnxruntime-c,pytorch,pytorch:channels-last --input resident";
const PYTORCH = "--engine pytorch --input resident";

/**
 * On an H200 a network of ONNX Runtime is loaded and warm after two to four seconds, one of PyTorch
 * after two or three, once its libraries are there, and one that is compiled after forty. A step may take half as
 * much again as that makes, so that what follows has its time.
 */
const ROWS: readonly Row[] = [
  ["cuda", "--device cuda", "all", "first", 100, 20],
  ["webgpu", "--device webgpu", "all", "first", 100, 20],
  ["pytorch", RESIDENT_THREE, "telling", "first", 65, 9],
  ["pytorch-tf32", `${RESIDENT_PAIR} --precision tf32`, "telling", "first", 50, 6],
  ["pytorch-fp16", `${PYTORCH} --precision fp16`, "telling", "first", 40, 6],
  ["cuda-fp16", "--device cuda --precision fp16", "telling", "first", 35, 6],
  ["pytorch-batches", PYTORCH, "telling", "others", 60, 4],
  ["cuda-batches", "--device cuda", "telling", "others", 45, 4],
  ["webgpu-batches", "--device webgpu", "telling", "others", 45, 4],
  ["pytorch-compile", "--engine pytorch:compile --input resident", "one", "first", 75, 6],
  ["pytorch-table", PYTORCH, "all", "first", 250, 15],
];

/** Of runs that take milliseconds: the rounds of twenty rows that an interval needs take 18 s. */
const SHORT_SLICES = ["--slice", "0.15s"];

const BYTES_PER_MB = 1e6;

/** The steps of a report. */
export function reportSteps(plan: ReportPlan): readonly ReportStep[] {
  const { batches: [first = 1, ...others], models, isRehearsal, size, memoryBytes } = plan;
  const memory = memoryBytes === undefined
    ? []
    : ["--memory", `${Math.floor(memoryBytes / BYTES_PER_MB)}`];
  const sized = size === undefined ? [] : ["--size", size];
  const anchor = models[0] === undefined ? [] : ["--anchor", models[0]];

  return ROWS.flatMap(([name, how, networks, which, mostSeconds, timedSeconds]) => {
    const batch = which === "first" ? [first] : others;
    // Networks that are named are all there are.
    if (batch.length === 0 || (models.length > 0 && name === "pytorch-table")) return [];
    const isOwnDevice = how.includes("--device");
    const device = isOwnDevice ? [] : ["--device", isRehearsal ? "cpu" : "cuda"];
    // Each ceiling is a process more, and PyTorch's take seconds to start; one that a GPU computes in a
    // millisecond takes a software renderer minutes.
    const hasCeilings = networks === "all" && isOwnDevice && !isRehearsal;
    const ceilings = hasCeilings ? [] : ["--ceilings", "off"];
    const args = [
      ...models.length > 0 ? models : NETWORKS[networks],
      ...anchor,
      ...how.split(" "),
      ...device,
      ...SHORT_SLICES,
      "--batch",
      batch.join(","),
      ...sized,
      ...ceilings,
      ...memory,
    ];
    return [{
      name,
      args,
      mostMs: mostSeconds * MS_PER_SECOND,
      timedMs: timedSeconds * MS_PER_SECOND,
    }];
  });
}
