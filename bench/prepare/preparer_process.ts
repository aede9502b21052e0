// The parent's side of the preparer: one process that writes models as files, shared by all engines that
// run them, and the files for as long as anyone has still to load them. Its rights end with the scratch
// folder, the files of the user's that are measured, and the runtime's native library.

import { listOwner } from "../job/device_rewrites.ts";
import { SILENT } from "../machine/silence.ts";
import { type Conversation, converse } from "../process/conversation.ts";
import { SUITE_FOLDER, suiteArguments } from "../process/suite_process.ts";
import type {
  Compared,
  CompareRequest,
  Prepared,
  PreparerAnswer,
  PrepareRequest,
} from "./preparation.ts";

/** The preparer's code, in the folder of the suite. */
export const PREPARER_PATH = "bench/prepare/preparer.ts";

/** How the preparer is started. */
export interface PreparerOptions {
  /** Longest wait for one answer. */
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Where files lie meanwhile. */
  readonly scratch: string;
  /** What it must read beside that. */
  readonly readable: readonly string[];
  /** Folder of the suite whose code it runs, with the dependencies of this one. @default this one */
  readonly suite?: string;
}

/** What is asked for; where it is written is the preparer's business. */
export type Asked = Omit<PrepareRequest, "kind" | "folder">;

/** The files of a model, which may still be written. */
export interface AskedFiles {
  readonly asked: Asked;
  readonly preparing: Promise<Prepared>;
}

/** Writes models and says what their outputs are like. Throws Error with the reason where it cannot. */
export interface Preparer {
  /** Who will ask; files stay until the last of them has released them. */
  readonly expect: (asked: readonly Asked[]) => void;
  readonly prepare: (asked: Asked) => Promise<Prepared>;
  readonly compare: (request: Omit<CompareRequest, "kind" | "folder">) => Promise<Compared>;
  /** Whoever asked has loaded the files, or will not. */
  readonly release: (asked: Asked) => Promise<void>;
  /** Ends the process and removes all files; the next request starts it anew. Never throws. */
  readonly rest: () => Promise<void>;
}

interface Files {
  readonly folder: string;
  readonly prepared: Promise<Prepared>;
}

/** A preparer that starts when it is first asked. */
export function newPreparer(options: PreparerOptions): Preparer {
  const files = new Map<string, Files>();
  let waiting = new Map<string, number>();
  let conversation: Conversation | undefined;
  let folderCount = 0;

  async function ask<Kind extends PreparerAnswer["kind"]>(
    request: object,
    kind: Kind,
  ): Promise<Extract<PreparerAnswer, { kind: Kind }>> {
    conversation ??= startPreparer(options);
    await conversation.say(request);
    let answer: PreparerAnswer;
    try {
      answer = await conversation.answer((line) => JSON.parse(line) as PreparerAnswer);
    } catch (error) {
      await conversation.close();
      conversation = undefined;
      throw error;
    }
    if (answer.kind === "error") throw new Error(answer.error);
    if (answer.kind !== kind) throw new Error(`preparer answered "${answer.kind}" to "${kind}"`);
    return answer as Extract<PreparerAnswer, { kind: Kind }>;
  }

  async function write(asked: Asked, folder: string): Promise<Prepared> {
    await Deno.mkdir(folder, { recursive: true });
    return await ask({ kind: "prepare", ...asked, folder }, "prepared");
  }

  async function remove(key: string): Promise<void> {
    const known = files.get(key);
    files.delete(key);
    if (known === undefined) return;
    await known.prepared.catch(() => undefined);
    // Windows keeps what is mapped; then it goes with the folder around it.
    await Deno.remove(known.folder, { recursive: true }).catch(() => undefined);
  }

  return {
    expect(all) {
      waiting = new Map();
      for (const key of all.map(keyOf)) waiting.set(key, (waiting.get(key) ?? 0) + 1);
    },
    async prepare(asked) {
      const key = keyOf(asked);
      let known = files.get(key);
      if (known === undefined) {
        const folder = `${options.scratch}/prepared-${folderCount++}`;
        known = { folder, prepared: write(asked, folder) };
        files.set(key, known);
      }
      try {
        return await known.prepared;
      } catch (error) {
        await remove(key);
        throw error;
      }
    },
    compare: (request) => ask({ kind: "compare", ...request, folder: options.scratch }, "compared"),
    async release(asked) {
      const key = keyOf(asked);
      const left = (waiting.get(key) ?? 1) - 1;
      waiting.set(key, left);
      if (left <= 0) await remove(key);
    },
    async rest() {
      await conversation?.close();
      conversation = undefined;
      for (const key of files.keys()) await remove(key);
    },
  };
}

function startPreparer(options: PreparerOptions): Conversation {
  const { timeLimitMs, signal, scratch, readable, suite = SUITE_FOLDER } = options;
  return converse({
    name: "preparer",
    // This very program: there may be no other in the path, or one that is a script around it.
    command: Deno.execPath(),
    args: suiteArguments(`${suite}/${PREPARER_PATH}`, {
      readable: [scratch, ...readable],
      writable: scratch,
    }),
    env: SILENT,
    timeLimitMs,
    signal,
  });
}

/** Equal for what is written alike, whichever engine runs it. */
function keyOf({ job, graphFile, modelFile, weightsFile, formats }: Asked): string {
  const { model, graph, height, width, batch, device, precision, input, seed, rewrites } = job;
  const conditions = [model, graph, height, width, batch, device, precision, input, seed, rewrites];
  const list = graph === "fast" ? listOwner(job) : undefined;
  return JSON.stringify([...conditions, list, graphFile, modelFile, weightsFile, formats]);
}
