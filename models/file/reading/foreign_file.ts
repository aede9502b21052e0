// What a file is that is no ONNX model, by how it begins: what people name by mistake, or get from a
// server instead of the model.

import type { FileFault } from "../file_error.ts";

/** How many bytes of the beginning tell. */
export const HEAD_BYTES = 512;

interface ForeignKind {
  /** Whether a file is of this kind, by its first bytes, as Latin-1 text. */
  readonly fits: (head: string) => boolean;
  readonly is: string;
  readonly cure: string;
}

const EXPORT_CURE = "export the model as ONNX";

function begins(...texts: readonly string[]): (head: string) => boolean {
  return (head) => texts.some((text) => head.startsWith(text));
}

function hasAt(offset: number, text: string): (head: string) => boolean {
  return (head) => head.startsWith(text, offset);
}

/** Safetensors: the length of a header in JSON, 8 bytes, then that. */
const SAFETENSORS_START = /^[^]{4}[^]\0\0\0\{\s*"/;

const FOREIGN_KINDS: readonly ForeignKind[] = [
  {
    fits: begins("version https://git-lfs.github.com/"),
    is: "a pointer of Git LFS that stands for the model",
    cure: 'fetch the model itself with "git lfs pull"',
  },
  {
    fits: (head) => /^\s*(<!doctype html|<html)/i.test(head.replace(/^\xef\xbb\xbf/, "")),
    is: "an HTML page",
    cure: "the server sent a page instead of the model, use the address of the raw file",
  },
  {
    fits: (head) => head.startsWith("PK\x03\x04") && /data\.pkl|constants\.pkl/.test(head),
    is: "a checkpoint of PyTorch",
    cure: `${EXPORT_CURE} with torch.onnx.export`,
  },
  {
    fits: begins("PK\x03\x04", "PK\x05\x06"),
    is: "a zip archive",
    cure: "unpack it and name the model inside",
  },
  {
    fits: (head) =>
      begins("\x1f\x8b", "BZh", "\xfd7zXZ", "7z\xbc\xaf", "\x28\xb5\x2f\xfd")(head) ||
      hasAt(257, "ustar")(head),
    is: "an archive",
    cure: "unpack it and name the model inside",
  },
  {
    fits: (head) => SAFETENSORS_START.test(head),
    is: "a file of safetensors, which has weights and no graph",
    cure: EXPORT_CURE,
  },
  { fits: hasAt(4, "TFL3"), is: "a model of TensorFlow Lite", cure: `${EXPORT_CURE} with tf2onnx` },
  {
    fits: hasAt(4, "ORTM"),
    is: "a model in ONNX Runtime's own format (.ort)",
    cure: "name the .onnx file that it was made from",
  },
  { fits: begins("\x89HDF"), is: "a file of HDF5, as Keras writes", cure: EXPORT_CURE },
  { fits: begins("GGUF"), is: "a file of GGUF, which has weights and no graph", cure: EXPORT_CURE },
  {
    fits: begins("\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"),
    is: "a pickle of Python, as PyTorch once wrote checkpoints",
    cure: `${EXPORT_CURE} with torch.onnx.export`,
  },
  {
    fits: (head) => /^\s*(\{\s*("|\})|ir_version:|<\s*ir_version)/.test(head),
    is: "text and no binary ONNX model",
    cure: 'save it as binary, with onnx.save(model, "model.onnx")',
  },
];

/** What is wrong with a file that begins so; `undefined` if it may be a model. */
export function foreignFile(head: Uint8Array): FileFault | undefined {
  if (head.length === 0) {
    return { reason: "the file is empty", cure: "export or download it again" };
  }
  const text = String.fromCharCode(...head);
  const kind = FOREIGN_KINDS.find(({ fits }) => fits(text));
  return kind && { reason: `it is ${kind.is}`, cure: kind.cure };
}
