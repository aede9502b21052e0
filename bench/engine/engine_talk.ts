// The parent's side of an engine: starts its process, asks it, checks what it says, ends it in time.

import { SILENT } from "../machine/silence.ts";
import { type Conversation, converse } from "../process/conversation.ts";
import {
  type LoadedAnswer,
  loadedSchema,
  type ProbedAnswer,
  probedSchema,
  type RanAnswer,
  ranSchema,
  type SliceAnswer,
  sliceSchema,
} from "./answers.ts";
import { commandOf, type CommandPlaces, type LocatedEngine } from "./located_engine.ts";
import { lineMessage, noAnswer, readAnswer } from "./read_answer.ts";
import type { ProbeRequest, StartRequest, TensorFile } from "./requests.ts";

/** How an engine is started. */
export interface EngineOptions extends CommandPlaces {
  /** Longest wait for one answer. */
  readonly timeLimitMs: number;
  /** Ends it as soon as it is aborted, whatever it is doing. */
  readonly signal?: AbortSignal;
  /** A program, with its arguments, that starts it. @default none */
  readonly under?: readonly string[];
  /** Variables of its process; those of its description come on top. @default none */
  readonly variables?: Readonly<Record<string, string>>;
}

/** One engine process. All but `close` throw Error with the reason, in one line. */
export interface EngineTalk extends Pick<Conversation, "pid" | "close"> {
  readonly probe: (request: Omit<ProbeRequest, "kind">) => Promise<ProbedAnswer>;
  readonly start: (request: Omit<StartRequest, "kind">) => Promise<LoadedAnswer>;
  readonly slice: (sliceMs: number) => Promise<SliceAnswer>;
  /** Runs the loaded model on other inputs. */
  readonly run: (inputs: readonly TensorFile[]) => Promise<RanAnswer>;
}

/**
 * Starts an engine.
 *
 * @throws {Error} If its program is not there; the message has the line that gets it.
 */
export function talkToEngine(engine: LocatedEngine, options: EngineOptions): EngineTalk {
  const { answer, say, pid, close } = conversationWith(engine, options);
  return {
    pid,
    close,
    async probe(request) {
      await say({ kind: "probe", ...request });
      return await answer((line) => {
        // What a library prints while it loads is noise.
        const message = lineMessage(line);
        return message && readAnswer(message, "probed", probedSchema);
      });
    },
    async start(request) {
      await say({ kind: "start", ...request });
      return await answer((line) => {
        const message = lineMessage(line);
        return message && readAnswer(message, "loaded", loadedSchema);
      });
    },
    async slice(sliceMs) {
      await say({ kind: "slice", sliceMs });
      return await answer((line) => {
        const message = lineMessage(line);
        if (message === undefined) throw new Error(noAnswer(line));
        return readAnswer(message, "slice", sliceSchema);
      });
    },
    async run(inputs) {
      await say({ kind: "run", inputs });
      return await answer((line) => {
        const message = lineMessage(line);
        if (message === undefined) throw new Error(noAnswer(line));
        return readAnswer(message, "ran", ranSchema);
      });
    },
  };
}

function conversationWith(engine: LocatedEngine, options: EngineOptions): Conversation {
  const { name, environment = {}, install } = engine.description;
  const { timeLimitMs, signal, under = [], variables = {} } = options;
  const [command = "", ...args] = [...under, ...commandOf(engine, options)];
  try {
    return converse({
      ...{ name: "engine", command, args, timeLimitMs },
      env: { ...SILENT, ...variables, ...environment },
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`Cannot start engine ${name} as there is no "${command}": ${install}`);
  }
}
