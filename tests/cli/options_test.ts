// Every option of every command: its least and its most, what lies beyond them, and nonsense. A new
// option fails here until it is in one of the tables. Long, as the last test reads all tables together.

import { builtInEngine } from "../../bench/engines/built_in.ts";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { allCommands } from "../../cli/commands.ts";
import { benchCommand } from "../../cli/bench/bench_command.ts";
import { benchOptionsOf } from "../../cli/bench/bench_options.ts";
import { type Command, parseCommandLine } from "../../cli/shell/command.ts";
import { countCommand } from "../../cli/commands/count_command.ts";
import { countOptionsOf } from "../../cli/commands/count_options.ts";
import { exportCommand } from "../../cli/commands/export_command.ts";
import { seedOf, shownOf } from "../../cli/options/shared_options.ts";
import { UsageError } from "../../cli/shell/usage_error.ts";
import { CATALOG, findModel } from "../../models/catalog.ts";
import { ABLATION_SUITE, PAPER_SUITE } from "../../models/suites.ts";
import { SHAPES_FOLDER } from "../support/shapes.ts";

const PICTURES = `--data=${SHAPES_FOLDER}/pictures`;

/** Texts with what they are read as, and texts that are refused by the option's name. */
interface Values {
  readonly takes: readonly (readonly [text: string, value: unknown])[];
  readonly refuses: readonly string[];
  /** What the call needs besides. */
  readonly beside?: readonly string[];
}

const square = (side: number) => ({ height: side, width: side });
const NO_NUMBERS = ["-1", "1.5", "1e3", "0x10", "٣", "two", "+1", "NaN", "Infinity"];

function numbers(least: number, most: number, read: (value: number) => unknown): Values {
  return {
    takes: [least, most].map((value) => [String(value), read(value)]),
    refuses: [String(least - 1), String(most + 1), ...NO_NUMBERS],
  };
}

const list = (value: number) => [value];
const own = (value: number) => value;

const TIMES: Values = {
  takes: [["0.001s", 1], ["90", 90_000], ["2m", 120_000], ["0.5m", 30_000], ["999999", 999_999e3]],
  refuses: ["0", "0s", "0.0001s", "1000000", "1h", "90 s", "2M", "1:30", ...NO_NUMBERS.slice(2)],
};
const SIZES = {
  takes: [["1", square(1)], ["8192", square(8192)], ["96x160", { height: 96, width: 160 }]],
  refuses: ["0", "8193", "224x0", "224x224x224", "224,", "224X224", ...NO_NUMBERS],
} as const;
/** Read as the number of models that are left of PVT-Tiny and DeiT-B, which have 75.1 and 81.8. */
const TOP1S: Values = {
  takes: [["0", 2], ["75.1", 2], ["75.2%", 1], ["81.8", 1]],
  refuses: ["100.1", "101", "-1", "1e1", "75%%", "many", "75,1"],
  beside: ["pvt-tiny", "deit-b"],
};
const FORMATS: Values = {
  takes: ["md", "csv", "json"].map((format) => [format, format]),
  refuses: ["MD", "html", "md,csv"],
};

function words(all: readonly string[], read: (word: string) => unknown = (word) => word): Values {
  return {
    takes: all.map((word) => [word, read(word)]),
    refuses: ["other", "constructor", `${all[0]?.toUpperCase()}`, `${all[0]} `],
  };
}

const suiteSize = (suite: readonly string[]) => suite.length;

const BENCH: Readonly<Record<string, Values>> = {
  "dim": { takes: [], refuses: ["H", "=1"] },
  "batch": numbers(1, 4096, list),
  "threads": numbers(1, 1024, list),
  "rounds": numbers(1, 100_000, own),
  "memory": numbers(1, 10_000_000, (megabytes) => 1e6 * megabytes),
  "seed": numbers(0, 2 ** 32 - 1, own),
  "time": TIMES,
  "slice": TIMES,
  "timeout": TIMES,
  "within": {
    takes: [["1.5s", 1500], ["90", 90_000], ["2m", 120_000]],
    refuses: [...TIMES.refuses, "1s", "0.5s"],
    beside: ["--time", "1s"],
  },
  "precision-target": {
    takes: [["0", 0], ["0%", 0], ["0.001%", 0.00001], ["1", 0.01], ["2%", 0.02], ["99%", 0.99]],
    refuses: ["100%", "200%", "2%%", "0.0001", "0.5", "%", "nan", "-2%"],
  },
  "margin": {
    takes: [["0.0001%", 0.000001], ["1", 0.01], ["2%", 0.02], ["99.9999%", 0.999999]],
    refuses: ["0", "0%", "100", "100%", "1.02", "0.02", "2%%", "-2%", "five"],
    beside: ["--against", "HEAD"],
  },
  "size": { ...SIZES, takes: SIZES.takes.map(([text, size]) => [text, [size]]) },
  "shard": {
    takes: [["1/1", { index: 1, count: 1 }], ["100000/100000", { index: 1e5, count: 1e5 }]],
    refuses: ["0/1", "2/1", "1/0", "1/100001", "1", "1/", "/1", "1/1/1", "one/two", "-1/2"],
  },
  "graph": {
    takes: [["plain", ["plain"]], ["fast", ["fast"]], ["fast,plain", ["fast", "plain"]]],
    refuses: ["slow", "fast,fast", "fast,", "plain,constructor"],
  },
  "device": words([
    "auto",
    "cpu",
    "webgpu",
    "cuda",
    "tensorrt",
    "coreml",
    "dml",
    "openvino",
    "nv-tensorrt-rtx",
    "plugin",
  ]),
  "precision": words(["fp32", "fp16"]),
  "engine": {
    takes: [
      ["onnxruntime-node", ["onnxruntime-node"]],
      ["onnxruntime-node,pytorch", ["onnxruntime-node", "pytorch fused"]],
      ["pytorch:compile,pytorch", ["pytorch compile", "pytorch fused"]],
    ],
    refuses: ["other", "pytorch:slow", "onnxruntime-node:eager", "pytorch,pytorch", "./no.json"],
  },
  "engine-option": {
    takes: [["pytorch.cudnn=timed", { cudnn: "timed" }]],
    refuses: ["cudnn=timed", "openvino.streams=2", "pytorch.cudnn", "pytorch.other=1"],
    beside: ["--engine", "pytorch"],
  },
  "python": { takes: [["a b/python", "a b/python"]], refuses: [] },
  "provider-library": { takes: [["/a b/p.so", "plugin /a b/p.so"]], refuses: [] },
  "provider-name": {
    takes: [["P", "P"]],
    refuses: [],
    beside: ["--provider-library", "p.so"],
  },
  "instances": {
    takes: [["1", [1]], ["1,2,auto", [1, 2, "auto"]], ["1024", [1024]]],
    refuses: ["0", "1025", "all", "2,2", "-1"],
  },
  "input": words(["copied", "expanded", "resident"]),
  "ceilings": words(["on", "off"], (word) => word === "on"),
  "anchor": {
    takes: [["deit-s", "deit-s"], ["DeiT-S", "deit-s"], ["resnet18", "resnet18"]],
    refuses: ["deit-t", "nonsense"],
    beside: ["resnet18"],
  },
  "suite": {
    takes: [["paper", suiteSize(PAPER_SUITE)], ["ablation", suiteSize(ABLATION_SUITE)]],
    refuses: ["everything", "constructor", "Paper"],
  },
  "sort": words(["throughput", "top1", "params", "macs"]),
  "min-top1": TOP1S,
  "format": FORMATS,
  "out": { takes: [["reports/out", "reports/out"], ["a b/ü", "a b/ü"]], refuses: [] },
  // Which commits there are, git knows.
  "against": { takes: [["HEAD~1", "HEAD~1"]], refuses: [] },
};

/** What the options of `bench` come to, by the option that is tried. */
function benchValue(name: string, args: readonly string[]): unknown {
  const needsModel = !["suite", "min-top1"].includes(name);
  const parsed = parseCommandLine(benchCommand, [...needsModel ? ["deit-s"] : [], ...args]);
  const options = benchOptionsOf(parsed);
  const { sizedModels } = options;
  const modelCount = sizedModels.reduce((sum, { models }) => sum + models.length, 0);
  const values: Readonly<Record<string, unknown>> = {
    batch: options.batches,
    threads: options.threads,
    rounds: options.rounds,
    memory: options.memoryBytes,
    seed: options.seed,
    time: options.timeMs,
    slice: options.sliceMs,
    timeout: options.timeLimitMs,
    margin: options.margin,
    within: options.loadEnd?.firstMs,
    "precision-target": options.precisionTarget,
    shard: options.shard,
    graph: options.graphs,
    device: options.device,
    precision: options.precision,
    engine: options.askedEngines.map(({ located: { description: { name } }, variant }) =>
      variant === undefined ? name : `${name} ${variant}`
    ),
    "engine-option": options.askedEngines[0]?.options,
    "provider-library": `${options.device} ${options.askedEngines[0]?.options["provider-library"]}`,
    "provider-name": options.askedEngines[0]?.options["provider-name"],
    python: options.python,
    instances: options.instances,
    input: options.input,
    ceilings: options.ceilings,
    sort: options.sort,
    out: options.folder,
    against: options.against,
    anchor: sizedModels[0]?.anchor,
    size: sizedModels.map(({ size }) => size),
    suite: modelCount,
    "min-top1": modelCount,
    format: shownOf(parsed).format,
  };
  return values[name];
}

/** What a run of files takes. */
const TRACED = { beside: ["x.onnx", "--traced"] };

const COUNT: Readonly<Record<string, Values>> = {
  "batch": numbers(1, 1e12, own),
  "by": words(["stage", "op", "stream", "name-prefix", "node"]),
  "size": SIZES,
  "suite": BENCH["suite"] as Values,
  "sort": words(["top1", "params", "macs"]),
  "min-top1": TOP1S,
  "format": FORMATS,
  "timeout": { ...TIMES, ...TRACED },
  "memory": { ...numbers(1, 10_000_000, (megabytes) => 1e6 * megabytes), ...TRACED },
  "seed": { ...numbers(0, 2 ** 32 - 1, own), ...TRACED },
  "input": { takes: [["a=b.npy", "a: b.npy"]], refuses: ["a=", "=b.npy"], ...TRACED },
};

/** What the options of `count` come to, by the option that is tried. */
function countValue(name: string, args: readonly string[]): unknown {
  const { models, sort, size, shown, grouping, batch, traced } = countOptionsOf(
    parseCommandLine(countCommand, args),
  );
  const values: Readonly<Record<string, unknown>> = {
    batch,
    by: grouping,
    size,
    sort,
    suite: models.length,
    "min-top1": models.length,
    format: shown.format,
    timeout: traced?.limits.timeLimitMs,
    seed: traced?.seed,
    memory: traced?.limits.memoryBytes,
    input: [...traced?.arrays ?? []].map((entry) => entry.join(": ")).join(),
  };
  return values[name];
}

for (
  const [command, table, valueOf] of [
    ["bench", BENCH, benchValue],
    ["count", COUNT, countValue],
  ] as const
) {
  for (const [name, { takes, refuses, beside = [] }] of Object.entries(table)) {
    Deno.test(`${command} --${name} takes its least and its most, and refuses what lies beyond`, () => {
      for (const [text, value] of takes) {
        assertEquals(valueOf(name, [...beside, `--${name}=${text}`]), value, text);
      }
      for (const text of refuses) {
        const error = assertThrows(
          () => valueOf(name, [...beside, `--${name}=${text}`]),
          UsageError,
          undefined,
          `${name} ${text}`,
        );
        assertEquals(error.message.includes(text.split(",")[0] as string), true, error.message);
      }
    });
  }
}

/** Options of the other commands that take no free text, with a value that they refuse. */
const REFUSED: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  bundle: [["level", "0"], ["with", "tpu"], ["platform", "plan9-mips"]],
  audit: [
    ["format", "html"],
    ["table-number", "1"],
    ["dim", "H=1"],
    ["explain", "no-such-model"],
  ],
  compare: [["format", "html"], ["metric", "speed"], ["margin", "100%"]],
  count: [["convention", "fvcor"], ["dim", "H"]],
  evaluate: [
    ["label-kind", "id"],
    ["preset", "imagenet"],
    ["resize", "0"],
    ["crop", "5000"],
    ["interpolation", "nearest"],
    ["antialias", "yes"],
    ["squash", "1"],
    ["mean", "0.5"],
    ["std", "0,1,1"],
    ["channels", "GRB"],
    ["shard", "3/2"],
    ["batch", "0"],
    ["threads", "0"],
    ["workers", "0"],
    ["graph", "plain,fast"],
    ["device", "tpu"],
    ["precision", "fp8"],
    ["engine", "onnxruntime-node,pytorch"],
    ["engine-option", "openvino.hint=latency"],
    ["timeout", "soon"],
    ["seed", "-1"],
    ["format", "html"],
    ["dim", "H"],
  ],
  export: [["graph", "slow"], ["dim", "H"], ["size", "8193"], ["seed", "4294967296"]],
  inspect: [["format", "html"]],
  list: [["format", "html"], ["suite", "everything"], ["min-top1", "101"], ["sort", "params"]],
  report: [["format", "html"], ["min-top1", "101"], ["sort", "speed"]],
  "gpu-report": [["time", "soon"], ["batch", "0"]],
  setup: [["device", "webgpu"]],
  tune: [
    ["device", "tpu"],
    ["batch", "0"],
    ["time", "soon"],
    ["threads", "0"],
    ["slice", "x"],
    ["seed", "4294967296"],
    ["suite", "everything"],
    ["timeout", "soon"],
  ],
  "test-engine": [["device", "tpu"], ["format", "html"], ["timeout", "soon"]],
};
const OPERANDS: Readonly<Record<string, readonly string[]>> = {
  compare: ["a.jsonl", "b.jsonl"],
  evaluate: [`${SHAPES_FOLDER}/shapes.onnx`, PICTURES, "--quiet"],
  export: ["deit-t", "--out", "reports/out/never.onnx"],
  bundle: ["--out", "reports/out/never.tar.gz"],
  report: ["reports/samples/two-cores-detection.jsonl"],
  "test-engine": ["onnxruntime-node"],
  inspect: ["tests/fixtures/tiny_vit.pth"],
};

const COMMANDS = await allCommands();

/** Runs a call in this process; of `bench` only its options are read. */
async function call(name: string, args: readonly string[]): Promise<unknown> {
  const command = COMMANDS.find((candidate) => candidate.name === name) as Command;
  const parsed = parseCommandLine(command, args);
  return command === benchCommand ? benchOptionsOf(parsed) : await command.run(parsed);
}

for (const [command, options] of Object.entries(REFUSED)) {
  for (const [name, text] of options) {
    Deno.test(`${command} --${name} ${text} is refused before anything is done`, async () => {
      const args = [...OPERANDS[command] ?? [], `--${name}=${text}`];
      await assertRejects(() => call(command, args), UsageError, text);
    });
  }
}

/** Wrong calls, and how their message begins, or a part of it that tells the cure. */
const WRONG_CALLS: readonly (readonly [call: readonly string[], message: string])[] = [
  [["count", "--min-top1", "many"], 'Cannot take --min-top1 "many" as it must be percent'],
  [["bench", "--min-top1", "99"], "no network here has a published Top-1 of 99 % or more"],
  [["evaluate"], "Cannot evaluate as one network is needed: got 0"],
  [
    ["evaluate", "deit-t", PICTURES],
    "as its weights would be seeded, not trained: pass --checkpoint FILE",
  ],
  [
    ["evaluate", `${SHAPES_FOLDER}/shapes.onnx`, PICTURES, "--resize=36"],
    "preset deit+resize=36 as its pictures are 224 x 224 and the input is 32 x 32: pass --crop 32",
  ],
  [
    ["evaluate", `${SHAPES_FOLDER}/shapes.onnx`, PICTURES],
    "Cannot tell how the pictures of this network are read: pass --preset (deit, torchvision-v1",
  ],
  [
    [
      "evaluate",
      `${SHAPES_FOLDER}/shapes.onnx`,
      "--resize=36",
      "--crop=32",
      `--data=${SHAPES_FOLDER}/pictures/ring`,
    ],
    "Cannot label the pictures as there are no class folders: pass --labels FILE with --label-kind",
  ],
  [["list", "--sort", "params"], 'Cannot take --sort "params" as it must be one of top1'],
  [["bench", "vgg*"], 'Cannot find a model that fits the pattern "vgg*"'],
  [["bench", "nonsense"], 'Cannot find model "nonsense"'],
  [
    ["count", "--sise", "224"],
    'Cannot take option "--sise" as "count" has no such option: did you mean --size?',
  ],
  [["count", "--size", "0"], 'Cannot read size "0" as it must be pixels'],
  [["count", "dsnet-t", "--size", "225"], "both sides must be multiples of 32 from 64 up"],
  [["count", "resnet18", "--suite", "paper"], "Cannot take models and --suite paper together"],
  [["count", "--suite", "all "], 'Cannot take --suite "all " as it must be one of paper'],
  [["count", "--by", "colour"], 'Cannot take --by "colour" as it must be one of stage, op, stream'],
  [["count", "--format", "xml"], 'Cannot take --format "xml" as it must be one of md, csv, json'],
  [["count", "--convention", "fvcor"], "fvcore"],
  [["count", "--batch", "0"], 'Cannot take --batch "0" as it must be a whole number from 1'],
  [["bench", "--batch", "0"], 'Cannot take --batch "0" as it must be a whole number from 1'],
  [
    ["bench", "--batch", "-1"],
    'Cannot take "-1" for the value of --batch as it begins like an option: write --batch=-1',
  ],
  [["bench", "--batch", "8,8"], 'Cannot take --batch "8,8" as a value is there twice'],
  [["bench", "--time", "soon"], 'Cannot take --time "soon" as it must be a time above 0'],
  [
    ["bench", "--device", "tpu"],
    'Cannot take --device "tpu" as it must be one of auto, tensorrt, cuda, dml, coreml, webgpu, cpu, openvino',
  ],
  [
    ["bench", "--device", "tpu", "--engine", "openvino"],
    'Cannot take --device "tpu" as it must be one of auto, cpu, gpu',
  ],
  [
    ["bench", "deit-t", "--anchor", "resnet18"],
    'Cannot take --anchor "resnet18" as it is not among',
  ],
  [
    ["count", "resnet18", "--key", "model"],
    "Cannot take --key without --checkpoint as no file is read: add it, or leave it out",
  ],
  [
    ["count", "resnet18", "resnet34", "--checkpoint", "a.pth"],
    'Cannot take --checkpoint "a.pth" as it does not say which of 2 models it is for: write ' +
    "MODEL=FILE, such as resnet18=a.pth",
  ],
  [
    ["bench", "resnet18", "--checkpoint", "deit-s=a.pth"],
    'Cannot take --checkpoint "deit-s=a.pth" as none of these models is measured: name one of ' +
    "resnet18",
  ],
  [
    ["bench", "resnet*", "--checkpoint", "resnet18=a.pth", "--checkpoint", "resnet1*=b.pth"],
    'Cannot take --checkpoint "resnet1*=b.pth" as resnet18 has one already: give one for each model',
  ],
  [
    ["bench", "resnet18", "--checkpoint", "no/such=file.pth"],
    'Cannot read "no/such=file.pth" as it is not there: check its name',
  ],
  [
    ["bundle", "--out", "reports/out/never.tar.gz", "--deno", "no-such-deno"],
    'Cannot read "no-such-deno" as it is not there',
  ],
  [["audit", "--explain", "deit-ss"], "did you mean deit-s, deit-t, deit-b?"],
  [
    ["audit", "deit-s", "--source", "DeiT papper"],
    'from a source with "DeiT papper" in its name: take one as "DeiT paper Table',
  ],
  [["compare", "a.jsonl"], "Cannot compare as it takes two sides: got 1"],
  [["compare", "a.jsonl", "b.jsonl", "c.jsonl"], "Cannot compare as it takes two sides: got 3"],
  [["report"], "Cannot report on nothing"],
  [
    ["bundle", "--out", "reports/out/never.tar.gz", "--wheel", "a.whl"],
    "Cannot take --wheel as nothing is fetched: add --with cuda",
  ],
  [
    [
      "bundle",
      "--out",
      "reports/out/never.tar.gz",
      "--with",
      "cuda",
      "--platform",
      "linux-arm64",
      "--deno",
      "deno.json",
    ],
    "Cannot bundle CUDA for linux-arm64 as onnxruntime-gpu 1.30.0 has files for linux-x64 only",
  ],
  [["bundle"], "Cannot bundle as one file must be named: use --out dsnet-bench.tar.gz"],
  [
    ["bundle", "--out", "reports/out/never.tar.gz", "--platform", "windows-x64"],
    'Cannot bundle for "windows-x64": name a system with a shell and its processor',
  ],
  [["export", "deit-t"], "Cannot export as one model and a file are needed: got 1 models and no"],
  [["export", "--out", "a.onnx"], "Cannot export as one model and a file are needed: got 0 models"],
];

for (const [[command = "", ...args], message] of WRONG_CALLS) {
  Deno.test(`${command} ${args.join(" ")} says what is wrong`, async () => {
    await assertRejects(() => call(command, args), UsageError, message);
  });
}

/** Whatever these are given is a name or a path. */
const FREE: readonly string[] = [
  "audit --claims",
  "audit --out",
  "bench --table",
  "audit --source",
  "audit --records",
  "export --out",
  "report --out",
  "bundle --out",
  "bundle --deno",
  "bundle --python",
  "bundle --wheel",
  "gpu-report --out",
  "gpu-report --python",
  "gpu-report --size",
  "tune --out",
  "tune --python",
  "compare --pinned",
  "compare --out",
  "compare --junit",
  "compare --dashboard",
  "compare --dim",
  "inspect --key",
  "setup --wheel",
  "setup --python",
  "list --python",
  "test-engine --python",
  ...["data", "labels", "out", "python", "provider-library", "provider-name"].map((name) =>
    `evaluate --${name}`
  ),
  ...["bench", "count", "evaluate", "export"].flatMap((command) =>
    ["checkpoint", "key", "allow-missing"].map((name) => `${command} --${name}`)
  ),
];

Deno.test("every option that takes a value is in a table here", () => {
  const tried = [
    ...Object.keys(BENCH).map((name) => `bench --${name}`),
    ...Object.keys(COUNT).map((name) => `count --${name}`),
    ...Object.entries(REFUSED).flatMap(([command, options]) =>
      options.map(([name]) => `${command} --${name}`)
    ),
    ...FREE,
  ];
  const all = COMMANDS.flatMap(({ name: command, options }) =>
    options.flatMap(({ name, value }) => value === undefined ? [] : [`${command} --${name}`])
  );
  assertEquals(tried.toSorted(), all.toSorted());
});

Deno.test("every option is refused without its value and twice, and no command has another", () => {
  for (const command of COMMANDS) {
    const parse = (...args: readonly string[]) => parseCommandLine(command, args);
    for (const { name, value, repeats } of command.options) {
      if (value === undefined) {
        assertEquals([parse(`--${name}`).has(name), parse().has(name)], [true, false], name);
        continue;
      }
      assertEquals(parse(`--${name}`, "a").text(name), "a");
      assertThrows(() => parse(`--${name}`), UsageError, `Cannot take --${name} without a value`);
      assertThrows(() => parse(`--${name}=`), UsageError, `Cannot take --${name} without a value`);
      const twice = [`--${name}=a`, `--${name}=b`];
      if (repeats) assertEquals(parse(...twice).texts(name), ["a", "b"]);
      else assertThrows(() => parse(...twice), UsageError, `Cannot take --${name} twice`);
      assertThrows(() => parse(`--${name}s`, "a"), UsageError, `did you mean --${name}?`);
    }
    assertEquals(parse("0x10", "007").positional, ["0x10", "007"]);
    assertThrows(() => parse("-x"), UsageError, 'Cannot take option "-x"');
    assertEquals(parse("-h").has("help"), true);
  }
});

Deno.test("benchOptionsOf() gives less time to several engines, unless told otherwise", () => {
  const timesOf = (...args: readonly string[]) => {
    const all = ["--engine", "onnxruntime-node,pytorch", ...args];
    const { sliceMs, timeMs } = benchOptionsOf(parseCommandLine(benchCommand, all));
    return [sliceMs, timeMs];
  };
  assertEquals(timesOf(), [150, 120_000]);
  assertEquals(timesOf("--slice", "0.3s", "--time", "3m"), [300, 180_000]);
});

Deno.test("benchOptionsOf() has these defaults", () => {
  const { sizedModels, ...options } = benchOptionsOf(parseCommandLine(benchCommand, []));
  assertEquals(options, {
    batches: [8],
    threads: undefined,
    device: "auto",
    graphs: undefined,
    rounds: null,
    precision: "fp32",
    input: "copied",
    seed: 1,
    timeMs: 200_000,
    sliceMs: 300,
    isTimeUsual: true,
    askedEngines: [{ located: builtInEngine("onnxruntime-node"), options: {} }],
    instances: [1],
    python: "python3",
    precisionTarget: 0.02,
    ceilings: true,
    memoryBytes: undefined,
    timeLimitMs: 120_000,
    folder: "reports/out",
    resume: false,
    shard: undefined,
    oomLadder: false,
    loadEnd: undefined,
    profile: false,
    sort: undefined,
    against: undefined,
    margin: 0.03,
    strict: false,
  });
  const models = PAPER_SUITE.map((id) => findModel(id).id);
  assertEquals(
    sizedModels.map(({ size, anchor, models }) => [size, anchor, models.map(({ id }) => id)]),
    [[square(224), "dsnet-t-aligned", models]],
  );
});

Deno.test("benchOptionsOf() follows each switch", () => {
  const read = (...args: readonly string[]) => benchOptionsOf(parseCommandLine(benchCommand, args));
  const without = read("deit-s");
  for (
    const [args, field] of [
      [["--resume"], "resume"],
      [["--oom-ladder"], "oomLadder"],
      [["--profile"], "profile"],
      [["--strict", "--against=a"], "strict"],
    ] as const
  ) {
    assertEquals([read("deit-s", ...args)[field], without[field]], [true, false], field);
  }
});

Deno.test("countOptionsOf() counts the catalog, one image, whole, unless told otherwise", () => {
  const { models, shown, dims, checkpoints, ...options } = countOptionsOf(
    parseCommandLine(countCommand, []),
  );
  assertEquals(models, [...CATALOG]);
  assertEquals([dims.size, checkpoints.size], [0, 0]);
  assertEquals(shown, { format: "md", isWide: false });
  assertEquals(options, {
    sort: undefined,
    size: undefined,
    grouping: undefined,
    batch: 1,
    convention: undefined,
    traced: undefined,
  });
  const wide = countOptionsOf(parseCommandLine(countCommand, ["--wide"]));
  assertEquals(wide.shown.isWide, true);
});

Deno.test("seedOf() is 1 unless told otherwise", () => {
  assertEquals(seedOf(parseCommandLine(exportCommand, [])), 1);
});
