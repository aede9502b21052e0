// A pickle as plain data.

import type { ByteSource } from "../../file/wire/byte_source.ts";
import { OPCODES, STOP } from "./opcodes.ts";
import { PickleCursor } from "./pickle_cursor.ts";
import { type PickleBudget, PickleMachine } from "./pickle_machine.ts";
import type { PickleStorage, PickleValue } from "./pickle_value.ts";

/** What was read, and where the pickle ends. */
export interface Unpickled {
  readonly value: PickleValue;
  /** Memory that its tensors refer to, by key. */
  readonly storages: ReadonlyMap<string, PickleStorage>;
  readonly end: number;
}

/**
 * Reads one pickle. Nothing in it runs.
 *
 * @throws {CheckpointError} If it is damaged, would call out where Python loads it, or asks for more
 * than it may.
 */
export function unpickle(
  source: ByteSource,
  range: { readonly start: number; readonly end: number },
  budget: PickleBudget,
): Unpickled {
  const cursor = new PickleCursor(source, range);
  const machine = new PickleMachine(cursor, budget);
  for (let code = cursor.byte(); code !== STOP; code = cursor.byte()) {
    budget.step();
    const opcode = OPCODES.get(code);
    if (opcode === undefined) {
      throw cursor.damaged(`its pickle has the step 0x${code.toString(16)}, which is none`);
    }
    opcode(machine);
  }
  return { value: machine.pop(), storages: machine.storages, end: cursor.position };
}
