// What a file is that is no ONNX model, or no checkpoint, by how it begins: what people name by mistake,
// or get from a server instead.

import type { FileFault } from "../file_error.ts";
import { isPickle, isSafetensors, isTorchZip } from "./file_starts.ts";

/** What somebody wanted to name instead. */
export type Wanted = "model" | "checkpoint";

interface ForeignKind {
  /** Whether a file is of this kind, by its first bytes, as Latin-1 text. */
  readonly fits: (head: string) => boolean;
  readonly is: string | ((wanted: Wanted) => string);
  readonly cure: string | ((wanted: Wanted) => string);
  /** It is no ONNX model, and a checkpoint. */
  readonly isCheckpoint?: true;
}

const EXPORT_CURE = "export the model as ONNX";
const SAVE_CURE = "save its weights as .safetensors, or by torch.save";

/** What a file of another program can be made into. */
function otherCure(wanted: Wanted): string {
  return wanted === "model" ? EXPORT_CURE : SAVE_CURE;
}

function unpackCure(wanted: Wanted): string {
  return `unpack it and name the ${wanted} inside`;
}

function begins(...texts: readonly string[]): (head: string) => boolean {
  return (head) => texts.some((text) => head.startsWith(text));
}

function hasAt(offset: number, text: string): (head: string) => boolean {
  return (head) => head.startsWith(text, offset);
}

const FOREIGN_KINDS: readonly ForeignKind[] = [
  {
    fits: begins("version https://git-lfs.github.com/"),
    is: (wanted) => `a pointer of Git LFS that stands for the ${wanted}`,
    cure: (wanted) => `fetch the ${wanted} itself with "git lfs pull"`,
  },
  {
    fits: (head) => /^\s*(<!doctype html|<html)/i.test(head.replace(/^\xef\xbb\xbf/, "")),
    is: "an HTML page",
    cure: (wanted) =>
      `the server sent a page instead of the ${wanted}, use the address of the raw file`,
  },
  {
    fits: isTorchZip,
    is: "a checkpoint of PyTorch",
    cure: `${EXPORT_CURE} with torch.onnx.export`,
    isCheckpoint: true,
  },
  { fits: begins("PK\x03\x04", "PK\x05\x06"), is: "a zip archive", cure: unpackCure },
  {
    fits: (head) =>
      begins("\x1f\x8b", "BZh", "\xfd7zXZ", "7z\xbc\xaf", "\x28\xb5\x2f\xfd")(head) ||
      hasAt(257, "ustar")(head),
    is: "an archive",
    cure: unpackCure,
  },
  {
    fits: isSafetensors,
    is: "a file of safetensors, which has weights and no graph",
    cure: EXPORT_CURE,
    isCheckpoint: true,
  },
  {
    fits: hasAt(4, "TFL3"),
    is: "a model of TensorFlow Lite",
    cure: (wanted) => wanted === "model" ? `${EXPORT_CURE} with tf2onnx` : SAVE_CURE,
  },
  {
    fits: hasAt(4, "ORTM"),
    is: "a model in ONNX Runtime's own format (.ort)",
    cure: "name the .onnx file that it was made from",
  },
  { fits: begins("\x89HDF"), is: "a file of HDF5, as Keras writes", cure: otherCure },
  {
    fits: begins("GGUF"),
    is: "a file of GGUF, which has weights and no graph",
    cure: otherCure,
  },
  {
    fits: isPickle,
    is: "a pickle of Python, as PyTorch once wrote checkpoints",
    cure: `${EXPORT_CURE} with torch.onnx.export`,
    isCheckpoint: true,
  },
  {
    fits: (head) => /^\s*(\{\s*("|\})|ir_version:|<\s*ir_version)/.test(head),
    is: (wanted) => wanted === "model" ? "text and no binary ONNX model" : "text and no checkpoint",
    cure: (wanted) =>
      wanted === "model"
        ? 'save it as binary, with onnx.save(model, "model.onnx")'
        : "name the file of weights beside it",
  },
];

/** What is wrong with a file that begins so; `undefined` if it may be what is wanted. */
export function foreignFile(head: Uint8Array, wanted: Wanted = "model"): FileFault | undefined {
  if (head.length === 0) {
    const cure = wanted === "model" ? "export or download it again" : "save or download it again";
    return { reason: "the file is empty", cure };
  }
  const text = String.fromCharCode(...head);
  const kind = FOREIGN_KINDS.find(({ fits, isCheckpoint }) =>
    fits(text) && !(isCheckpoint && wanted === "checkpoint")
  );
  if (kind === undefined) return undefined;
  const said = (part: ForeignKind["is"]) => typeof part === "string" ? part : part(wanted);
  return { reason: `it is ${said(kind.is)}`, cure: said(kind.cure) };
}
