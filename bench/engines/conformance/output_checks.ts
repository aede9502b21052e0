// What an engine computes: the known outputs, of the inputs, batch and settings that it was given.

import type { LoadedAnswer } from "../../engine/answers.ts";
import { lineMessage, readAnswer } from "../../engine/read_answer.ts";
import type { StartRequest } from "../../engine/requests.ts";
import { relativeDifference, toleranceOf } from "../../job/agreement.ts";
import { type Feed, startRequest, type Wishes } from "./case_files.ts";
import { type Check, type CheckSetup, loading, residentOrCopied, talking } from "./check.ts";
import { tinyImages, tinyLogits } from "./tiny_network.ts";

const FEED: Feed = { seed: 1, batch: 2 };
const OTHER_IMAGES: Feed = { seed: 2, batch: 2 };
const OTHER_BATCH: Feed = { seed: 1, batch: 3 };

/** Starts an engine and holds its outputs against the known ones; gives what it said. */
function rightOutputs(setup: CheckSetup, feed: Feed, wishes?: Wishes): Promise<LoadedAnswer> {
  return loading(setup, { feed, wishes }, async ({ loaded, request }) => {
    await requireRight(loaded, request, { feed, setup });
    return loaded;
  });
}

/** Throws Error if outputs are not those of the images. */
async function requireRight(
  answer: Pick<LoadedAnswer, "outputs">,
  request: StartRequest,
  { feed, setup }: { readonly feed: Feed; readonly setup: CheckSetup },
): Promise<void> {
  const difference = relativeDifference(
    await readOutput(answer, request),
    tinyLogits(tinyImages(feed.seed, feed.batch)),
  );
  const tolerance = toleranceOf(setup);
  if (difference <= tolerance) return;
  throw new Error(
    `outputs are wrong: they differ from the known ones by ` +
      `${difference.toExponential(1)} of the largest, allowed ${tolerance}`,
  );
}

/** Asks a model that is loaded for the outputs of other images; whether the engine gives them. */
function runsOn(setup: CheckSetup, wishes: Wishes): Promise<boolean> {
  return loading(setup, { feed: FEED, wishes }, async ({ talk, request }) => {
    for (const feed of [OTHER_IMAGES, FEED]) {
      const { inputs } = await startRequest(setup.folder, feed, setup, wishes);
      await talk.say({ kind: "run", inputs });
      const message = await talk.answer(lineMessage);
      if (message.kind === "error") return false;
      await requireRight(readAnswer(message, "ran"), request, { feed, setup });
    }
    return true;
  });
}

/** Throws Error unless an engine computes the same otherwise, or refuses to. */
function rightOrRefused(setup: CheckSetup, wishes: Wishes): Promise<void> {
  return talking(setup, async (talk) => {
    const request = await startRequest(setup.folder, FEED, setup, wishes);
    await talk.say(request);
    const message = await talk.answer(lineMessage);
    if (message.kind === "error") return;
    const loaded = readAnswer(message, "loaded");
    await requireRight(loaded, request, { feed: FEED, setup });
  });
}

async function readOutput(
  { outputs }: Pick<LoadedAnswer, "outputs">,
  { outputs: [wanted], batch, folder }: StartRequest,
): Promise<Float32Array> {
  const [output] = outputs;
  if (output === undefined || outputs.length > 1 || output.name !== wanted) {
    const names = outputs.map(({ name }) => name).join(", ");
    throw new Error(`outputs must be those that were asked for, ${wanted}: got ${names}`);
  }
  const { type, shape, path } = output;
  const expected = `float32 ${batch},4`;
  if (`${type} ${shape}` !== expected) {
    throw new Error(`output ${wanted} must be ${expected}: got ${type} ${shape}`);
  }
  if (!path.startsWith(`${folder}/`) || path.includes("/../")) {
    throw new Error(`output ${wanted} must lie in the folder "${folder}": got "${path}"`);
  }
  const bytes = await Deno.readFile(path).catch((error) => {
    throw new Error(`output ${wanted} is not there: ${error.message}`);
  });
  if (bytes.length !== 4 * 4 * batch) {
    throw new Error(
      `output ${wanted} must have ${4 * 4 * batch} bytes: "${path}" has ${bytes.length}`,
    );
  }
  return new Float32Array(bytes.buffer);
}

/** The first output, as it lies in its file. */
export async function onlyOutput({ outputs: [output] }: LoadedAnswer): Promise<Float32Array> {
  return new Float32Array((await Deno.readFile(output?.path ?? "")).buffer);
}

/** An engine computes what the file says, of the images that it gets. */
export const OUTPUT_CHECKS: readonly Check[] = [
  {
    name: "outputs",
    async run(setup) {
      const { versions } = await rightOutputs(setup, FEED);
      return Object.entries(versions).map((pair) => pair.join(" ")).join(", ");
    },
  },
  {
    name: "other images",
    async run(setup) {
      await rightOutputs(setup, OTHER_IMAGES);
      return "other outputs";
    },
  },
  {
    name: "other batch",
    async run(setup) {
      await rightOutputs(setup, OTHER_BATCH);
      return `${OTHER_BATCH.batch} images`;
    },
  },
  {
    name: "run",
    async run(setup) {
      if (!await runsOn(setup, { cores: "shared" })) {
        return "refused: it answers to no other inputs";
      }
      // Copied ones were looked at.
      const { result: isResident } = await residentOrCopied(async (residency) =>
        residency === "resident" && await runsOn(setup, { residency })
      );
      return isResident
        ? "the outputs of the images that it gets later"
        : "the outputs of the images that it gets later, resident ones refused";
    },
  },
  {
    name: "resident",
    async run(setup) {
      await rightOutputs(setup, FEED, { residency: "resident" });
      return "the same outputs, left where they are computed";
    },
  },
  {
    name: "precision",
    async run(setup) {
      const { precision } = await rightOutputs(setup, FEED);
      if (precision === null) return "not told: its products tell";
      if (precision !== setup.precision) {
        throw new Error(
          `must compute in ${setup.precision} or refuse: says that it ran in ${precision}`,
        );
      }
      return precision;
    },
  },
  {
    name: "threads",
    async run(setup) {
      const said = [];
      for (const threads of [1, 2]) {
        const loaded = await rightOutputs(setup, FEED, { threads });
        if (loaded.threads !== null && loaded.threads !== threads) {
          throw new Error(`must run ${threads} threads or say null: says ${loaded.threads}`);
        }
        said.push(loaded.threads);
      }
      return said.includes(null) ? "not told" : "1 and 2, as asked";
    },
  },
  {
    name: "variants",
    async run(setup) {
      const { variants = [] } = setup.description;
      for (const variant of variants) await rightOrRefused(setup, { variant });
      return variants.length === 0 ? undefined : "the same outputs, or one line of error, by each";
    },
  },
  {
    name: "options",
    async run(setup) {
      const { options = {} } = setup.description;
      const others = Object.entries(options).flatMap(([name, { values = [] }]) =>
        values.map((value) => ({ [name]: value }))
      );
      for (const options of others) await rightOrRefused(setup, { options });
      return others.length === 0
        ? undefined
        : "the same outputs, or one line of error, by each value";
    },
  },
  {
    name: "trace",
    async run(setup) {
      const { trace, profiledRunMs } = await rightOutputs(setup, FEED, { trace: true });
      if (trace === undefined) return "none";
      if (profiledRunMs === undefined) throw new Error("a trace needs profiledRunMs beside it");
      return `${Object.keys(trace.kernelMsByNode).length} kernels of ${trace.runCount} runs`;
    },
  },
];
