// The state of a pickle that is being read: a stack, marks in it, and a memo of values to come back to.
// Nothing is imported, made or called; memory and steps are bounded before they are taken.

import { CheckpointError } from "../checkpoint_error.ts";
import type { PickleCursor } from "./pickle_cursor.ts";
import type { PickleGlobal, PickleStorage, PickleValue } from "./pickle_value.ts";

/** Steps that a pickle may take; ten thousand tensors take some 300,000. */
const MOST_STEPS = 5e6;
/** Bytes of memory that its values may take, by {@linkcode KEPT_BYTES}. */
const MOST_KEPT_BYTES = 160 * 2 ** 20;

/**
 * What values take in memory, in bytes: measured with millions of each, so that a checkpoint needs no
 * more than 320 MB, 90 MB of which it needs for nothing.
 */
export const KEPT_BYTES = {
  sequence: 120,
  item: 16,
  dict: 300,
  entry: 60,
  object: 100,
  memo: 80,
  text: 40,
} as const;

/** What is left of a checkpoint's allowance; its pickles share it. */
export class PickleBudget {
  #steps = 0;
  #keptBytes = 0;

  /** Asks for one more step. */
  step(): void {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) throw tooMuch(`its pickle takes more than ${MOST_STEPS} steps`);
  }

  /** Asks for memory, before it is taken. */
  keep(byteLength: number): void {
    this.#keptBytes += byteLength;
    if (this.#keptBytes <= MOST_KEPT_BYTES) return;
    throw tooMuch(`its values without the tensors take more than ${MOST_KEPT_BYTES / 2 ** 20} MiB`);
  }
}

function tooMuch(reason: string): CheckpointError {
  return new CheckpointError({ reason, cure: "save the state dict alone" });
}

/** The machine that opcodes work on. */
export class PickleMachine {
  readonly cursor: PickleCursor;
  readonly budget: PickleBudget;
  /** Memory that tensors refer to, by key. */
  readonly storages: Map<string, PickleStorage> = new Map();
  /** Names of classes and functions, each once, by module and name. */
  readonly globals: Map<string, PickleGlobal> = new Map();
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo: Map<number, PickleValue> = new Map();

  constructor(cursor: PickleCursor, budget: PickleBudget) {
    this.cursor = cursor;
    this.budget = budget;
  }

  /** Puts a value on top. */
  push(value: PickleValue): void {
    this.budget.keep(KEPT_BYTES.item);
    this.#stack.push(value);
  }

  /** Takes the value on top, which must be above the last mark. */
  pop(): PickleValue {
    this.#requireAbove();
    return this.#stack.pop() as PickleValue;
  }

  /** The value on top. */
  top(): PickleValue {
    this.#requireAbove();
    return this.#stack.at(-1) as PickleValue;
  }

  /** Remembers how high the stack is. */
  mark(): void {
    this.budget.keep(KEPT_BYTES.item);
    this.#marks.push(this.#stack.length);
  }

  /** Takes everything above the last mark, and the mark. */
  popMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) {
      throw this.cursor.damaged("its pickle ends a list that has no beginning");
    }
    return this.#stack.splice(mark);
  }

  /** Keeps the value on top under a number. */
  memoize(index: number = this.#memo.size): void {
    this.budget.keep(KEPT_BYTES.memo);
    this.#memo.set(index, this.top());
  }

  /** Puts the value of a number on top. */
  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) {
      throw this.cursor.damaged(`its pickle recalls value ${index} too early`);
    }
    this.push(value);
  }

  #requireAbove(): void {
    if (this.#stack.length > (this.#marks.at(-1) ?? 0)) return;
    throw this.cursor.damaged("its pickle takes a value where there is none");
  }
}
