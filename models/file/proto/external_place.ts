// Where a tensor lies that is kept beside the model (onnx.proto, TensorProto.external_data). What the
// entries say is checked as text here; that the file is a regular one is up to who opens it.

import type { TensorPlace } from "../file_model.ts";
import { FileError } from "../file_error.ts";

/** Keys that have a meaning, or that ONNX Runtime adds; others could change it without our knowing. */
const KNOWN_KEYS = ["location", "offset", "length", "checksum"];
const PREPACKED_KEY = /^prepacked_\d+$/;

/**
 * The place that the entries name.
 *
 * @throws {FileError} If they name no place inside the model's own folder.
 */
export function externalPlace(
  tensor: string,
  entries: ReadonlyMap<string, string>,
  messageOffset: number,
): TensorPlace & { readonly kind: "external" } {
  const refuse = (reason: string) =>
    new FileError({
      reason: `the external data of tensor "${tensor}" ${reason}`,
      cure: "save the model again with its data beside it",
      offset: messageOffset,
    });
  const unknown = [...entries.keys()].find((key) =>
    !KNOWN_KEYS.includes(key) && !PREPACKED_KEY.test(key)
  );
  if (unknown !== undefined) throw refuse(`has the unknown key "${unknown}"`);

  const location = entries.get("location") ?? "";
  if (location === "") throw refuse("names no file");
  if (!isInside(location)) {
    throw refuse(`is said to be at "${location}", outside the model's folder`);
  }
  return {
    kind: "external",
    location,
    offset: wholeNumber(entries.get("offset") ?? "0", refuse),
    byteLength: entries.has("length") ? wholeNumber(entries.get("length") ?? "", refuse) : null,
  };
}

/** Relative, and never upwards, on any system. */
function isInside(location: string): boolean {
  const isAbsolute = /^([/\\]|[A-Za-z]:)/.test(location);
  return !isAbsolute && !location.includes("\0") && !location.split(/[/\\]/).includes("..");
}

function wholeNumber(text: string, refuse: (reason: string) => FileError): number {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(number)) return number;
  throw refuse(`has "${text}" where a number of bytes belongs`);
}
