// A pickle with its tensors as a checkpoint, whatever file holds it.

import { bytesInMemory, type ByteSource } from "../../file/wire/byte_source.ts";
import type { Checkpoint, CheckpointTensor } from "../checkpoint.ts";
import { damagedCheckpoint } from "../checkpoint_error.ts";
import type {
  PickleArray,
  PickleBytes,
  PickleStorage,
  PickleTensor,
} from "../pickle/pickle_value.ts";
import type { ChosenStateDict } from "../pickle/state_dicts.ts";
import { elementBytesOf, elementCountOf, type Storage, storedTensor } from "../stored_tensor.ts";
import { rowStrides } from "../strides.ts";

/** What follows a part of a file that nothing refers to. */
export function trailingNotices(byteLength: number, after: string): readonly string[] {
  return byteLength === 0 ? [] : [`${byteLength} bytes follow ${after} and are passed over`];
}

/** Where the parts of a pickle are. */
interface PickleSource {
  /** What the bytes of a pickle are ranges of. */
  readonly source: ByteSource;
  /** Where a storage lies; `undefined` if it is not in the file. */
  readonly locate: (storage: PickleStorage) => Omit<Storage, "open"> | undefined;
}

/**
 * The checkpoint of what was chosen of a pickle.
 *
 * @throws {CheckpointError} If a tensor's elements are not there.
 */
export function pickledCheckpoint(
  { chosen, others, skipped }: ChosenStateDict,
  pickle: PickleSource,
): Omit<Checkpoint, "format" | "notices"> {
  const { isOfPaddle } = chosen;
  const lengths = new Map<number, number>();
  const tensors = [...chosen.tensors].map(([name, tensor]) =>
    tensor.kind === "tensor"
      ? torchTensor(name, tensor, pickle)
      : numpyTensor(name, tensor, { source: pickle.source, lengths, isOfPaddle })
  );
  return { tensors, chosen: chosen.keys, others: others.map(({ keys }) => keys), skipped };
}

function torchTensor(
  name: string,
  { storage, dtype, shape, offset, strides }: PickleTensor,
  { source, locate }: PickleSource,
): CheckpointTensor {
  const place = locate(storage);
  if (place === undefined) {
    throw damagedCheckpoint(`tensor "${name}" is in storage "${storage.key}", which is not there`);
  }
  const elementBytes = elementBytesOf(storage.dtype);
  const { elementCount, viewOffset } = storage;
  if (elementBytes !== undefined) {
    const [wanted, there] = [(viewOffset + elementCount) * elementBytes, place.byteLength];
    if (viewOffset === 0 ? wanted !== there : wanted > there) {
      throw damagedCheckpoint(
        `tensor "${name}" is in storage "${storage.key}" of ${there} bytes, where ` +
          `${elementCount} elements of ${storage.dtype} take ${wanted}`,
      );
    }
  }
  const start = place.start + viewOffset * (elementBytes ?? 0);
  const byteLength = elementBytes === undefined ? place.byteLength : elementCount * elementBytes;
  return storedTensor({
    name,
    shape,
    dtype,
    offset,
    strides,
    storage: { open: () => source, start, byteLength },
  });
}

interface ArraySource {
  readonly source: ByteSource;
  /** Of texts by where they begin, how many letters they have: each is counted once. */
  readonly lengths: Map<number, number>;
  /** Whether PaddlePaddle wrote them, to whom numpy's uint16 is bfloat16. */
  readonly isOfPaddle: boolean;
}

function numpyTensor(
  name: string,
  { parts }: PickleArray,
  arrays: ArraySource,
): CheckpointTensor {
  const { source, isOfPaddle } = arrays;
  const data = parts?.data;
  if (!parts || !data) throw damagedCheckpoint(`array "${name}" has no elements`);
  const { shape, isFortran } = parts;
  const dtype = isOfPaddle && parts.dtype === "uint16" ? "bfloat16" : parts.dtype;
  const byteLength = lengthOf(data, arrays);
  const elementBytes = elementBytesOf(dtype);
  const wanted = elementCountOf(name, shape) * (elementBytes ?? 0);
  if (elementBytes !== undefined && byteLength !== wanted) {
    throw damagedCheckpoint(
      `array "${name}" has ${byteLength} bytes, where [${shape.join(", ")}] of ${dtype} takes ` +
        `${wanted}`,
    );
  }
  const strides = isFortran ? rowStrides(shape.toReversed()).toReversed() : rowStrides(shape);
  const isRaw = "encoding" in data && data.encoding === "raw";
  const storage = isRaw
    ? { open: () => source, start: data.start, byteLength }
    : { open: () => bytesInMemory(lettersOf(data, source)), start: 0, byteLength };
  return storedTensor({ name, dtype, shape, offset: 0, strides, storage });
}

/** A byte that goes on with the letter of the one before, in UTF-8. */
function isTail(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

const PIECE_BYTES = 2 ** 22;

function lengthOf(data: PickleBytes, { source, lengths }: ArraySource): number {
  if (!("encoding" in data)) return data.letters.length;
  if (data.encoding === "raw") return data.byteLength;
  const length = lengths.get(data.start) ?? letterCount(data, source);
  lengths.set(data.start, length);
  return length;
}

function letterCount(
  { start, byteLength }: { readonly start: number; readonly byteLength: number },
  { read }: ByteSource,
): number {
  let length = 0;
  for (let done = 0; done < byteLength; done += PIECE_BYTES) {
    const piece = read(start + done, Math.min(PIECE_BYTES, byteLength - done));
    for (let index = 0; index < piece.length; index++) {
      if (!isTail(piece[index] as number)) length += 1;
    }
  }
  return length;
}

/** The values of letters, each of which is a byte. */
function lettersOf(data: PickleBytes, { read }: ByteSource): Uint8Array<ArrayBuffer> {
  if (!("encoding" in data)) {
    return Uint8Array.from(data.letters, (letter) => letter.charCodeAt(0));
  }
  const text = read(data.start, data.byteLength);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const byte = text[index] as number;
    // Of two bytes, the first has the upper two bits of the letter.
    if (isTail(byte) && length > 0) {
      text[length - 1] = ((text[length - 1] as number) << 6) | (byte & 0x3f);
    } else {
      text[length] = byte;
      length += 1;
    }
  }
  return text.slice(0, length);
}
