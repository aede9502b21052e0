// What `gpu-report` does, step by step, each a call of `bench`: the most telling ones first, as the time
// may end. Pure.

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

/** DS-Net, a transformer and a convolutional network: what most questions are about. */
const TELLING = ["dsnet-t-aligned", "deit-s", "resnet50"];

/** An engine's step: how it is asked for, which networks, which batches, how long. */
type Row = readonly [
  name: string,
  how: string,
  networks: "all" | "telling",
  batches: "first" | "others",
  mostSeconds: number,
  timedSeconds: number,
];

/**
 * On a recent card a process of PyTorch is up after some seconds, one of ONNX Runtime after one or two,
 * and a network that is compiled after twenty to thirty, of which Python alone takes most. A step may take twice what that makes.
 */
const ROWS: readonly Row[] = [
  ["pytorch", "PYTORCH:eager", "telling", "first", 80, 10],
  ["cuda", "--device cuda", "all", "first", 130, 25],
  ["webgpu", "--device webgpu", "all", "first", 110, 25],
  ["pytorch-tf32", "PYTORCH:eager --precision tf32", "telling", "first", 60, 8],
  ["pytorch-fp16", "PYTORCH:eager --precision fp16", "telling", "first", 60, 8],
  ["pytorch-compile", "PYTORCH:compile", "telling", "first", 140, 8],
  ["pytorch-batches", "PYTORCH:eager", "telling", "others", 110, 12],
  ["cuda-batches", "--device cuda", "telling", "others", 60, 12],
  ["webgpu-batches", "--device webgpu", "telling", "others", 60, 12],
  ["cuda-fp16", "--device cuda --precision fp16", "telling", "first", 50, 8],
  ["pytorch-table", "PYTORCH:eager", "all", "first", 250, 25],
];

const BYTES_PER_MB = 1e6;
const MS_PER_S = 1000;

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
    const usual = networks === "all" ? [] : TELLING;
    const isPyTorch = how.startsWith("PYTORCH");
    const engine = how.replace("PYTORCH", "--engine pytorch");
    const device = isPyTorch ? ["--device", isRehearsal ? "cpu" : "cuda"] : [];
    // Each ceiling is a process more, and PyTorch's take seconds to start; one that a GPU computes in a
    // millisecond takes a software renderer minutes.
    const hasCeilings = networks === "all" && !isPyTorch && !isRehearsal;
    const ceilings = hasCeilings ? [] : ["--ceilings", "off"];
    const args = [
      ...models.length > 0 ? models : usual,
      ...anchor,
      ...engine.split(" "),
      ...device,
      "--batch",
      batch.join(","),
      ...sized,
      ...ceilings,
      ...memory,
    ];
    return [{ name, args, mostMs: mostSeconds * MS_PER_S, timedMs: timedSeconds * MS_PER_S }];
  });
}
