// How an engine takes what is wrong, and how it ends.

import { PROTOCOL_VERSION, type StartRequest } from "../../engine/requests.ts";
import { startRequest } from "./case_files.ts";
import {
  answered,
  type Check,
  type CheckSetup,
  loading,
  quoted,
  refusal,
  talking,
} from "./check.ts";
import { startDeadline } from "../../process/deadline.ts";
import type { Conversation } from "../../process/conversation.ts";

const FEED = { seed: 1, batch: 2 } as const;
const SLICE_MS = 200;
/** Still under way when the program is killed. */
const LONG_SLICE_MS = 30_000;
/** The system ends a process that is killed at once. */
const KILLED_MS = 3000;
/** Longer than any error that one would read. */
const LONGEST_ERROR = 1000;

/** A request that no engine can fulfil, made of a right one. */
interface WrongRequest {
  readonly name: string;
  readonly request: (right: StartRequest) => unknown;
}

const WRONG_REQUESTS: readonly WrongRequest[] = [
  { name: "unknown kind", request: () => ({ kind: "dance" }) },
  { name: "no JSON", request: () => "start, please" },
  { name: "other protocol", request: (right) => ({ ...right, protocol: 0 }) },
  { name: "slice before start", request: () => ({ kind: "slice", sliceMs: 1 }) },
  {
    name: "missing model",
    request: ({ model, ...rest }) => ({ ...rest, model: { ...model, path: `${model.path}.gone` } }),
  },
  {
    name: "missing input",
    request: ({ inputs, ...rest }) => ({
      ...rest,
      inputs: inputs.map((input) => ({ ...input, path: `${input.path}.gone` })),
    }),
  },
  { name: "batch of 0", request: (right) => ({ ...right, batch: 0 }) },
  { name: "unknown output", request: (right) => ({ ...right, outputs: ["no-such-output"] }) },
  { name: "unknown device", request: (right) => ({ ...right, device: "no-such-device" }) },
];

/** Sends what is wrong: one error line must come, nothing more, and an exit code that is not 0. */
function refused(setup: CheckSetup, { request }: WrongRequest): Promise<string> {
  return talking(setup, async (talk) => {
    const right = await startRequest(setup.folder, FEED, setup);
    const error = await refusal(talk, request(right));
    if (error.trim() === "" || error.includes("\n") || error.length > LONGEST_ERROR) {
      throw new Error(`an error is one line that says what is wrong: got ${quoted(error)}`);
    }
    await talk.hush();
    const { code, unread } = await talk.ended();
    if (unread !== null) throw new Error(`went on after its error: ${quoted(unread)}`);
    if (code === 0) throw new Error("must end with an exit code above 0 after an error: got 0");
    return error;
  });
}

/** Asks whether it is ready, then for something else. */
function readyFirst(setup: CheckSetup): Promise<string> {
  const { device, precision } = setup;
  return talking(setup, async (talk) => {
    await answered(talk, { kind: "ready" }, "ready");
    const request = { kind: "probe", protocol: PROTOCOL_VERSION, device, precision, options: {} };
    await answered(talk, request, "probed");
    return "and then a probe";
  });
}

/** Waits for the end of an engine that has nothing left to do. */
async function endsWell(talk: Conversation): Promise<void> {
  const { code, signal, unread } = await talk.ended();
  if (unread !== null) throw new Error(`stdout has what nobody asked for: ${quoted(unread)}`);
  if (code !== 0) {
    throw new Error(`must end with exit code 0: got ${signal ?? code}`);
  }
}

/** An engine says one line for what it cannot do, and leaves when it is told to or left alone. */
export const REQUEST_CHECKS: readonly Check[] = [
  {
    name: "ready",
    run: async (setup) => setup.description.tellsReady ? await readyFirst(setup) : undefined,
  },
  ...WRONG_REQUESTS.map((wrong) => ({
    name: wrong.name,
    run: (setup: CheckSetup) => refused(setup, wrong),
  })),
  {
    name: "end",
    run: (setup) =>
      loading(setup, { feed: FEED }, async ({ talk }) => {
        await answered(talk, { kind: "slice", sliceMs: SLICE_MS }, "slice");
        await talk.say({ kind: "end" });
        await endsWell(talk);
        return "exit code 0";
      }),
  },
  {
    name: "closed stdin",
    run: (setup) =>
      loading(setup, { feed: FEED }, async ({ talk }) => {
        await answered(talk, { kind: "slice", sliceMs: 0 }, "slice");
        await talk.hush();
        await endsWell(talk);
        return "exit code 0";
      }),
  },
  {
    name: "killed",
    run: (setup) =>
      loading(setup, { feed: FEED }, async ({ talk }) => {
        await talk.say({ kind: "slice", sliceMs: LONG_SLICE_MS });
        await talk.close();
        const { promise: late, reject } = Promise.withResolvers<never>();
        const endWaiting = startDeadline(KILLED_MS, () =>
          reject(
            new Error("goes on when the program that was started is killed: start it by exec"),
          ));
        try {
          await Promise.race([talk.ended(), late]);
        } finally {
          endWaiting();
        }
        return "all of it ends";
      }),
  },
];
