// The parent's side of an engine: starts its process, asks it, checks what it says, ends it in time.

import { SILENT } from "../machine/silence.ts";
import { type Conversation, converse } from "../process/conversation.ts";
import type {
  AnswerKind,
  AnswerOf,
  LoadedAnswer,
  ProbedAnswer,
  RanAnswer,
  SliceAnswer,
} from "./answers.ts";
import { commandOf, type CommandPlaces, type LocatedEngine } from "./located_engine.ts";
import { lineMessage, noAnswer, readAnswer } from "./read_answer.ts";
import type { ProbeRequest, StartRequest, TensorFile } from "./requests.ts";

/** How an engine is started. */
export interface EngineOptions extends CommandPlaces {
  /** Longest wait for one answer. */
  readonly timeLimitMs: number;
  /** Ends it as soon as it is aborted, whatever it is doing. */
  readonly signal?: AbortSignal | undefined;
  /** A program, with its arguments, that starts it. @default none */
  readonly under?: readonly string[];
  /** Variables of its process; those of its description come on top. @default none */
  readonly variables?: Readonly<Record<string, string>>;
}

/** One engine process. All but `close` throw Error with the reason, in one line. */
export interface EngineTalk extends Pick<Conversation, "pid" | "close"> {
  /** Waits until its libraries are loaded, if it tells. */
  readonly ready: () => Promise<void>;
  readonly probe: (request: Omit<ProbeRequest, "kind">) => Promise<ProbedAnswer>;
  /** @param mostMs Of its time limit, if there is less. */
  readonly start: (
    request: Omit<StartRequest, "kind">,
    mostMs?: number,
  ) => Promise<LoadedAnswer>;
  readonly slice: (sliceMs: number) => Promise<SliceAnswer>;
  /** Runs the loaded model on other inputs. */
  readonly run: (inputs: readonly TensorFile[]) => Promise<RanAnswer>;
}

/** What is answered while libraries load: what these print is noise. */
const WHILE_LOADING: readonly AnswerKind[] = ["ready", "probed", "loaded"];

/**
 * Starts an engine.
 *
 * @throws {Error} If its program is not there; the message has the line that gets it.
 */
export function talkToEngine(engine: LocatedEngine, options: EngineOptions): EngineTalk {
  const { answer, say, pid, close } = conversationWith(engine, options);

  async function ask<Kind extends AnswerKind>(
    request: object,
    kind: Kind,
    mostMs?: number,
  ): Promise<AnswerOf<Kind>> {
    await say(request);
    return await answer((line) => {
      const message = lineMessage(line);
      if (message === undefined && !WHILE_LOADING.includes(kind)) throw new Error(noAnswer(line));
      return message && readAnswer(message, kind);
    }, mostMs);
  }

  return {
    pid,
    close,
    async ready() {
      if (engine.description.tellsReady) await ask({ kind: "ready" }, "ready");
    },
    probe: (request) => ask({ kind: "probe", ...request }, "probed"),
    start: (request, mostMs) => ask({ kind: "start", ...request }, "loaded", mostMs),
    slice: (sliceMs) => ask({ kind: "slice", sliceMs }, "slice"),
    run: (inputs) => ask({ kind: "run", inputs }, "ran"),
  };
}

function conversationWith(engine: LocatedEngine, options: EngineOptions): Conversation {
  const { name, environment = {}, install } = engine.description;
  const { timeLimitMs, signal, under = [], variables = {} } = options;
  const [command = "", ...args] = [...under, ...commandOf(engine, options)];
  try {
    return converse({
      name: "engine",
      command,
      args,
      timeLimitMs,
      env: { ...SILENT, ...variables, ...environment },
      signal,
    });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`Cannot start engine ${name} as there is no "${command}": ${install}`);
  }
}
