// What a check of the conformance test is, and how it talks to the engine.

import {
  type AnswerKind,
  type AnswerOf,
  errorSchema,
  type LoadedAnswer,
} from "../../engine/answers.ts";
import type { EngineDescription } from "../../engine/description.ts";
import { lineMessage, readAnswer } from "../../engine/read_answer.ts";
import type { StartRequest } from "../../engine/requests.ts";
import { type Feed, type Placement, startRequest, type Wishes } from "./case_files.ts";
import { type Conversation, converse, type ProcessOptions } from "../../process/conversation.ts";

/** What a check has to work with. */
export interface CheckSetup extends Placement {
  readonly description: EngineDescription;
  /** How the engine is started. */
  readonly process: ProcessOptions;
  /** For the files of the cases. */
  readonly folder: string;
  /** Processor time of a process so far. @default the system's */
  readonly processorMsOf?: (pid: number) => Promise<number | null>;
}

/** One thing that every engine must do. */
export interface Check {
  readonly name: string;
  /** What it is about; `undefined`: it is not for this engine. Throws Error if the engine does otherwise. */
  readonly run: (setup: CheckSetup) => Promise<string | undefined>;
}

/** Longest piece of an engine's line that is quoted. */
const MOST_QUOTED = 120;

/** What is not here, which is no fault of the engine's. */
export class Away extends Error {}

/** An engine keeps no tensors on the device, as it may say. */
class NoMemory extends Away {}

function started(process: ProcessOptions): Conversation {
  try {
    return converse(process);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Away(`Cannot start it as there is no program "${process.command}"`);
  }
}

/** Starts the engine, talks to it, and ends it however that went. */
export async function talking<Result>(
  { process }: Pick<CheckSetup, "process">,
  use: (talk: Conversation) => Promise<Result>,
): Promise<Result> {
  const talk = started(process);
  try {
    return await use(talk);
  } finally {
    await talk.close();
  }
}

/** The answer to a request, which must be of a kind and hold what that kind does. */
export async function answered<Kind extends AnswerKind>(
  talk: Conversation,
  request: unknown,
  kind: Kind,
): Promise<AnswerOf<Kind>> {
  await talk.say(request);
  return readAnswer(await nextMessage(talk), kind);
}

/** What an engine says of a request, or of a line, that cannot be fulfilled. */
export async function refusal(talk: Conversation, request: unknown): Promise<string> {
  await (typeof request === "string" ? talk.sayLine(request) : talk.say(request));
  const message = await nextMessage(talk);
  const { data } = errorSchema.safeParse(message);
  if (data === undefined) throw new Error(`answered "${message.kind}" where an error must come`);
  return data.error;
}

/** Unlike a run of the suite, which reads over what libraries say while they load. */
async function nextMessage(talk: Conversation): Promise<{ readonly kind: string }> {
  const line = await talk.nextLine();
  const message = lineMessage(line);
  if (message !== undefined) return message;
  throw new Error(`stdout has what is no answer, write it to stderr: ${quoted(line)}`);
}

/** The start of a text as a string of JSON. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text);
}

/** An engine that has loaded what a request asks for. */
interface Started {
  readonly talk: Conversation;
  readonly request: StartRequest;
  readonly loaded: LoadedAnswer;
}

/** Starts the tiny network in an engine and hands over what it said. */
export function loading<Result>(
  setup: CheckSetup,
  { feed, wishes }: { readonly feed: Feed; readonly wishes?: Wishes | undefined },
  use: (started: Started) => Promise<Result>,
): Promise<Result> {
  return startedOn(setup, startRequest(setup.folder, feed, setup, wishes), use);
}

/** Starts what a request asks for and hands over what the engine said. */
export function startedOn<Result>(
  setup: CheckSetup,
  request: Promise<StartRequest>,
  use: (started: Started) => Promise<Result>,
): Promise<Result> {
  return talking(setup, async (talk) => {
    const asked = await request;
    await talk.say(asked);
    const message = await nextMessage(talk);
    requireMemory(asked, message);
    return await use({ talk, request: asked, loaded: readAnswer(message, "loaded") });
  });
}

/** Throws NoMemory if an engine says that it cannot keep tensors on the device. */
function requireMemory({ residency }: StartRequest, message: { readonly kind: string }): void {
  const { data } = errorSchema.safeParse(message);
  if (residency === "resident" && data?.error.includes(residency)) throw new NoMemory(data.error);
}

/** Of a check with tensors that stay on the device; with copied ones where the engine keeps none there. */
export async function residentOrCopied<Result>(
  use: (residency: StartRequest["residency"]) => Promise<Result>,
): Promise<{ readonly result: Result; readonly residency: StartRequest["residency"] }> {
  try {
    return { result: await use("resident"), residency: "resident" };
  } catch (error) {
    if (!(error instanceof NoMemory)) throw error;
    return { result: await use("copied"), residency: "copied" };
  }
}
