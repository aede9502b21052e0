// Pickles as literals: Latin-1 text in which each letter is a byte.

import { bytesInMemory } from "../../models/file/wire/byte_source.ts";
import { PickleBudget } from "../../models/checkpoint/pickle/pickle_machine.ts";
import { unpickle } from "../../models/checkpoint/pickle/unpickle.ts";
import type { PickleValue } from "../../models/checkpoint/pickle/pickle_value.ts";

/** Letters -> bytes. */
export function latin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** What a pickle holds. */
export function unpickled(text: string): PickleValue {
  const bytes = latin1(text);
  const range = { start: 0, end: bytes.length };
  return unpickle(bytesInMemory(bytes), range, new PickleBudget()).value;
}
