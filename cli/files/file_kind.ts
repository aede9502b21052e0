// What files of the user's are, by how they begin: models, weights, records and tables of one project lie
// side by side, and one is soon named in another's place. Then the message has the command that takes it.

import defer * as pathOf from "node:path";
import {
  HEAD_BYTES,
  isPartsIndex,
  isPickle,
  isSafetensors,
  isTorchZip,
} from "../../models/file/reading/file_starts.ts";
import { requireFile } from "../shell/files.ts";
import { fileError, UsageError } from "../shell/usage_error.ts";

/** What commands take. */
export type FileKind =
  | "records"
  | "engine"
  | "checkpoint"
  | "picture"
  | "array"
  | "model"
  | "table";

interface Kind {
  readonly is: string;
  /** Whether a file is of this kind, by its first bytes, as Latin-1 text, and its ending. */
  readonly fits: (head: string, ending: string) => boolean;
  /** Endings that promise it. */
  readonly endings: readonly string[];
  /** Completes a message: the commands that take it. */
  readonly takenBy: (path: string) => string;
}

const PICTURE_START = /^(?:\xff\xd8\xff|\x89PNG\r\n|GIF8|RIFF[^]{4}WEBP)/;
/** Tags of the fields that may follow the version of ONNX's format. */
const MODEL_TAGS = "\x12\x1a\x22\x28\x32\x3a\x42";

const KINDS: Readonly<Record<FileKind, Kind>> = {
  records: {
    is: "a file of records",
    fits: (head) => head.startsWith('{"schema":"dsnet-bench/'),
    endings: [".jsonl"],
    takenBy: (path) =>
      `"deno task report ${path}" shows them, "deno task compare BASE ${path}" judges them`,
  },
  engine: {
    is: "the description of an engine",
    fits: (head) => /^\s*\{[^]*"protocol"\s*:\s*"dsnet-bench-engine\//.test(head),
    endings: [],
    takenBy: (path) =>
      `"deno task test-engine ${path}" tests it, "deno task bench --engine ${path}" measures by it`,
  },
  checkpoint: {
    is: "a checkpoint, which has weights and no graph",
    fits: (head) => [isTorchZip, isSafetensors, isPickle, isPartsIndex].some((is) => is(head)),
    endings: [".safetensors", ".pth", ".pt", ".pdparams"],
    takenBy: (path) =>
      `"deno task count MODEL --checkpoint ${path}" counts its network, ` +
      `"deno task inspect ${path}" shows what it holds; a network that is not in the catalog must ` +
      "be exported as ONNX",
  },
  picture: {
    is: "a picture",
    fits: (head) => PICTURE_START.test(head),
    endings: [".png", ".jpg", ".jpeg"],
    takenBy: () =>
      '"deno task evaluate MODEL --checkpoint FILE --data DIR" takes folders of pictures',
  },
  array: {
    is: "an array of numpy",
    fits: (head) => head.startsWith("\x93NUMPY"),
    endings: [".npy"],
    takenBy: (path) => `"deno task count FILE --traced --input NAME=${path}" feeds a model with it`,
  },
  model: {
    is: "an ONNX model",
    fits: ([version, , tag = " "]) => version === "\x08" && MODEL_TAGS.includes(tag),
    endings: [".onnx"],
    takenBy: (path) =>
      `"deno task list ${path}" shows what it is fed with, "deno task count ${path}" counts it`,
  },
  table: {
    is: "a table",
    fits: (head, ending) => [".csv", ".tsv"].includes(ending) && !head.includes("\0"),
    endings: [".csv", ".tsv"],
    takenBy: (path) =>
      `"deno task audit --claims ${path}" holds it against ours, ` +
      `"deno task bench --table ${path}" times its models`,
  },
};

const NAMES = Object.keys(KINDS) as readonly FileKind[];
/**
 * Makes sure that a file is there, may be read, and is of no other kind than it is wanted for.
 *
 * @throws {UsageError} If it is not; where it is of another kind, with the commands that take it.
 */
export function requireKind(path: string, ...wanted: readonly FileKind[]): void {
  requireFile("read", path);
  const kind = kindByContent(path);
  if (kind === undefined || wanted.includes(kind)) return;
  const { is, takenBy } = KINDS[kind];
  throw new UsageError(`Cannot read "${path}" as it is ${is}: ${takenBy(path)}`);
}

/** Which commands take a file, to complete a message; one that is not there is what its name promises. */
export function commandsFor(path: string): string {
  let kind = promisedKind(path);
  try {
    kind = kindByContent(path) ?? kind;
  } catch {
    // Who opens it will say why it cannot be read.
  }
  return KINDS[kind ?? "model"].takenBy(path);
}

/** The kind that the end of a name promises. */
export function promisedKind(path: string): FileKind | undefined {
  return NAMES.find((name) => KINDS[name].endings.includes(endingOf(path)));
}

function kindByContent(path: string): FileKind | undefined {
  const head = headOf(path);
  return NAMES.find((name) => KINDS[name].fits(head, endingOf(path)));
}

function endingOf(path: string): string {
  return pathOf.extname(path).toLowerCase();
}

/** Nothing of a pipe, which would lose it. */
function headOf(path: string): string {
  try {
    if (!Deno.statSync(path).isFile) return "";
    using file = Deno.openSync(path, { read: true });
    const bytes = new Uint8Array(HEAD_BYTES);
    return String.fromCharCode(...bytes.subarray(0, file.readSync(bytes) ?? 0));
  } catch (error) {
    throw fileError("read", path, error);
  }
}
