// StringStringEntryProto and OperatorSetIdProto: a key and a value.

import { integerOf, isShort, looseTextOf, textOf } from "../wire/field_values.ts";
import { damaged, type Field, type WireReader } from "../wire/wire_reader.ts";

/** Key and value of an entry; a value too long for a name is read as empty. */
export function entryOf(reader: WireReader, range: Field): readonly [key: string, value: string] {
  let [key, value] = ["", ""];
  reader.fields(range, {
    1: (field) => key = textOf(reader, field),
    2: (field) => value = isShort(field) ? looseTextOf(reader, field) : value,
  });
  return [key, value];
}

/** ONNX's own domain has two spellings. */
export function domainName(text: string): string {
  return text === "ai.onnx" ? "" : text;
}

/** Domain and version of an operator set. */
export function operatorSetOf(
  reader: WireReader,
  range: Field,
): readonly [domain: string, version: number] {
  let [domain, version] = ["", 0];
  reader.fields(range, {
    1: (field) => domain = domainName(textOf(reader, field)),
    2: (field) => version = integerOf(field),
  });
  if (version > 0) return [domain, version];
  throw damaged(`version ${version} of operator set "${domain}" cannot be`, range.offset);
}
