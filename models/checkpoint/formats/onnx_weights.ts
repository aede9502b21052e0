// The initializers of an ONNX model as a checkpoint, those that are constants of nodes included; of
// graphs inside of nodes nothing is taken.

import type { FileTensor } from "../../file/file_model.ts";
import type { OpenExternal } from "../../file/reading/external_numbers.ts";
import { readModel } from "../../file/reading/read_model.ts";
import { tensorBytes, type TensorSource } from "../../file/values/tensor_bytes.ts";
import { bytesInMemory, type ByteSource } from "../../file/wire/byte_source.ts";
import { type Checkpoint, tensorsAlone } from "../checkpoint.ts";
import { CheckpointError } from "../checkpoint_error.ts";
import { elementBytesOf, elementCountOf, type Storage, tensorInRows } from "../stored_tensor.ts";

/**
 * Reads the weights of a model.
 *
 * @throws {FileError} If it is no model or damaged, or a tensor is not where it says.
 */
export function readOnnxWeights(source: ByteSource, openExternal: OpenExternal): Checkpoint {
  const { graph: { initializers } } = readModel(source, { openExternal });
  const tensors = initializers.filter((tensor) => lackOf(tensor) === undefined)
    .map((tensor) => {
      const { name, shape, dtype } = tensor;
      const storage = storageOf(tensor, { model: source, openExternal });
      return tensorInRows({ name, shape, dtype, storage });
    });
  const skipped = initializers.flatMap((tensor) => {
    const what = lackOf(tensor);
    return what === undefined ? [] : [{ path: tensor.name, what }];
  });
  return { ...tensorsAlone("ONNX", tensors), skipped };
}

/** What a tensor is that has no numbers of its own for each element. */
function lackOf({ place, dtype, storedCount }: FileTensor): string | undefined {
  if (storedCount !== undefined) return "a sparse tensor";
  if (dtype === "string") return "a tensor of texts";
  return place.kind === "absent" ? "a tensor without data" : undefined;
}

function storageOf(tensor: FileTensor, { model, openExternal }: TensorSource): Storage {
  const { name, shape, dtype, place } = tensor;
  if (place.kind === "external") {
    const { location, offset } = place;
    const open = () => opened(name, location, openExternal);
    const there = open().size - offset;
    return { open, start: offset, byteLength: Math.max(0, there) };
  }
  if (place.kind === "file" && place.isMessage !== true) {
    return { open: () => model, start: place.offset, byteLength: place.byteLength };
  }
  return {
    open: () => bytesInMemory(tensorBytes(tensor, { model, openExternal })),
    start: 0,
    byteLength: elementCountOf(name, shape) * (elementBytesOf(dtype) ?? 0),
  };
}

function opened(name: string, location: string, openExternal: OpenExternal): ByteSource {
  const source = openExternal(location);
  if (source !== undefined) return source;
  throw new CheckpointError({
    reason: `tensor "${name}" is in "${location}", which is not beside it`,
    cure: "copy that file into the model's folder",
  });
}
