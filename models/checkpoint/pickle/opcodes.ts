// The opcodes of pickles, protocols 0 to 5 (github.com/python/cpython, Lib/pickletools.py): what each
// does to the machine. None of them runs anything.

import { exactNumber } from "../../file/wire/field_values.ts";
import { build, called, knownModule } from "./calls.ts";
import { KEPT_BYTES, type PickleMachine } from "./pickle_machine.ts";
import {
  isOfKind,
  itemsOf,
  type PickleGlobal,
  type PickleSequence,
  type PickleValue,
} from "./pickle_value.ts";
import { persistentValue } from "./rebuild_torch.ts";
import { requireHarmless } from "./refused_names.ts";

/** What an opcode does. */
export type Opcode = (machine: PickleMachine) => void;

/** Texts up to this length are names; longer ones, and all bytes, stay in the file. */
const MOST_TEXT_BYTES = 2 ** 12;
/** Whole numbers beyond 2^512 are nobody's. */
const MOST_NUMBER_BYTES = 64;
const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
const LATIN1 = new TextDecoder("latin1");

function pushText(machine: PickleMachine, byteLength: number, decoder: TextDecoder): void {
  if (byteLength > MOST_TEXT_BYTES) pushBytes(machine, byteLength);
  else {
    machine.budget.keep(KEPT_BYTES.text + 2 * byteLength);
    machine.push(machine.cursor.text(byteLength, decoder));
  }
}

function pushBytes(machine: PickleMachine, byteLength: number): void {
  const start = machine.cursor.position;
  machine.cursor.skip(byteLength);
  machine.budget.keep(KEPT_BYTES.object);
  machine.push({ kind: "bytes", start, byteLength, encoding: "raw" });
}

/** A whole number of two's complement, lowest byte first. */
function pushWhole(machine: PickleMachine, byteLength: number): void {
  if (byteLength > MOST_NUMBER_BYTES) throw machine.cursor.damaged("a whole number is too long");
  const hex = machine.cursor.take(byteLength).toReversed().toHex();
  const value = BigInt.asIntN(8 * byteLength, BigInt(`0x0${hex}`));
  machine.push(exactNumber(value));
}

/** `12`, `12L`; `00` and `01` are False and True. */
function pushNumberLine(machine: PickleMachine): void {
  const line = machine.cursor.line().replace(/L$/, "");
  if (line === "00" || line === "01") machine.push(line === "01");
  else if (/^-?\d{1,150}$/.test(line)) machine.push(exactNumber(BigInt(line)));
  else throw machine.cursor.damaged("a whole number is none");
}

function pushRealLine(machine: PickleMachine): void {
  machine.push(Number(machine.cursor.line().replace(/inf$/, "Infinity")));
}

function pushTextLine(machine: PickleMachine, clean: (line: string) => string): void {
  const text = clean(machine.cursor.line());
  machine.budget.keep(KEPT_BYTES.text + 2 * text.length);
  machine.push(text);
}

function pushSequence(
  machine: PickleMachine,
  kind: PickleSequence["kind"],
  items: PickleValue[],
): void {
  machine.budget.keep(KEPT_BYTES.sequence + KEPT_BYTES.item * items.length);
  machine.push({ kind, items });
}

function pushTuple(machine: PickleMachine, count: number): void {
  const items = Array.from({ length: count }, () => machine.pop()).toReversed();
  pushSequence(machine, "tuple", items);
}

function addItems(machine: PickleMachine, items: readonly PickleValue[]): void {
  const target = machine.top();
  if (isOfKind(target, "list") || isOfKind(target, "set")) {
    machine.budget.keep(KEPT_BYTES.item * items.length);
    for (const item of items) target.items.push(item);
  } else if (!isOfKind(target, "object")) {
    throw machine.cursor.damaged("what takes items is no list");
  }
}

function setItems(machine: PickleMachine, items: readonly PickleValue[]): void {
  const target = machine.top();
  if (!isOfKind(target, "dict") && !isOfKind(target, "object")) {
    throw machine.cursor.damaged("what takes keys is no dictionary");
  }
  machine.budget.keep(KEPT_BYTES.entry * items.length);
  const entries = isOfKind(target, "dict") ? target.entries : target.entries ??= new Map();
  for (let index = 0; index < items.length; index += 2) {
    entries.set(items[index] as PickleValue, items[index + 1] ?? null);
  }
}

function pushDict(machine: PickleMachine): void {
  machine.budget.keep(KEPT_BYTES.dict);
  machine.push({ kind: "dict", entries: new Map() });
}

function pushGlobal(machine: PickleMachine, module: PickleValue, name: PickleValue): void {
  if (typeof module !== "string" || typeof name !== "string") {
    throw machine.cursor.damaged("a name is no text");
  }
  machine.push(machine.globals.get(`${module}\n${name}`) ?? newGlobal(machine, module, name));
}

function newGlobal(machine: PickleMachine, module: string, name: string): PickleGlobal {
  const known = knownModule(module);
  requireHarmless(known, name, machine.cursor.position);
  machine.budget.keep(KEPT_BYTES.dict + 4 * (module.length + name.length));
  const found: PickleGlobal = { kind: "global", path: `${known}.${name}` };
  machine.globals.set(`${module}\n${name}`, found);
  return found;
}

function call(machine: PickleMachine, of: PickleValue, args: PickleValue): void {
  const items = isOfKind(args, "tuple") ? args.items : [];
  const copied = items.reduce<number>((sum, item) => sum + (itemsOf(item)?.length ?? 0), 0);
  machine.budget.keep(KEPT_BYTES.dict + KEPT_BYTES.entry * (items.length + copied));
  const value = called(of, items);
  if (value === undefined) {
    const path = isOfKind(of, "global") ? `"${of.path}"` : "something";
    throw machine.cursor.damaged(`its pickle calls ${path} with what it cannot take`);
  }
  machine.push(value);
}

/** A function or class below its arguments. */
function callTop(machine: PickleMachine): void {
  const args = machine.pop();
  call(machine, machine.pop(), args);
}

/** A class with its arguments above a mark. */
function callMarked(machine: PickleMachine): void {
  const [of = null, ...items] = machine.popMark();
  call(machine, of, { kind: "tuple", items });
}

function callNamed(machine: PickleMachine): void {
  pushGlobal(machine, machine.cursor.line(), machine.cursor.line());
  const of = machine.pop();
  call(machine, of, { kind: "tuple", items: machine.popMark() });
}

function pushPersistent(machine: PickleMachine, id: PickleValue): void {
  machine.budget.keep(KEPT_BYTES.object);
  const value = persistentValue(id);
  if (value === undefined) throw machine.cursor.damaged("what stands for a storage is none");
  if (isOfKind(value, "storage")) machine.storages.set(value.key, value);
  machine.push(value);
}

function refuseExtension({ cursor }: PickleMachine): never {
  throw cursor.damaged("its pickle has numbers for classes of a private registry");
}

function fill(machine: PickleMachine): void {
  const state = machine.pop();
  if (build(machine.top(), state)) return;
  throw machine.cursor.damaged("its pickle fills an array with what is none");
}

function setPairs(machine: PickleMachine): void {
  const value = machine.pop();
  setItems(machine, [machine.pop(), value]);
}

const uint32 = ({ cursor }: PickleMachine) => cursor.view(4).getUint32(0, true);
const unquoted = (line: string) => line.slice(1, -1);
const unescaped = (line: string) =>
  line.replaceAll(/\\u([\da-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Ends the pickle; the machine's run looks for it. */
export const STOP = 0x2e;

const BY_LETTER: Readonly<Record<string, Opcode>> = {
  "(": (machine) => machine.mark(),
  "0": (machine) => void machine.pop(),
  "1": (machine) => void machine.popMark(),
  "2": (machine) => machine.push(machine.top()),
  ")": (machine) => pushSequence(machine, "tuple", []),
  "]": (machine) => pushSequence(machine, "list", []),
  "}": pushDict,
  "a": (machine) => addItems(machine, [machine.pop()]),
  "b": fill,
  "B": (machine) => pushBytes(machine, uint32(machine)),
  "c": (machine) => pushGlobal(machine, machine.cursor.line(), machine.cursor.line()),
  "C": (machine) => pushBytes(machine, machine.cursor.byte()),
  "d": (machine) => {
    const items = machine.popMark();
    pushDict(machine);
    setItems(machine, items);
  },
  "e": (machine) => addItems(machine, machine.popMark()),
  "F": pushRealLine,
  "g": (machine) => machine.recall(Number(machine.cursor.line())),
  "G": (machine) => machine.push(machine.cursor.view(8).getFloat64(0)),
  "h": (machine) => machine.recall(machine.cursor.byte()),
  "i": callNamed,
  "I": pushNumberLine,
  "j": (machine) => machine.recall(uint32(machine)),
  "J": (machine) => machine.push(machine.cursor.view(4).getInt32(0, true)),
  "K": (machine) => machine.push(machine.cursor.byte()),
  "l": (machine) => pushSequence(machine, "list", machine.popMark()),
  "L": pushNumberLine,
  "M": (machine) => machine.push(machine.cursor.view(2).getUint16(0, true)),
  "N": (machine) => machine.push(null),
  "o": callMarked,
  "p": (machine) => machine.memoize(Number(machine.cursor.line())),
  "P": (machine) => pushPersistent(machine, machine.cursor.line()),
  "q": (machine) => machine.memoize(machine.cursor.byte()),
  "Q": (machine) => pushPersistent(machine, machine.pop()),
  "r": (machine) => machine.memoize(uint32(machine)),
  "R": callTop,
  "s": setPairs,
  "S": (machine) => pushTextLine(machine, unquoted),
  "t": (machine) => pushSequence(machine, "tuple", machine.popMark()),
  "T": (machine) => pushText(machine, uint32(machine), LATIN1),
  "u": (machine) => setItems(machine, machine.popMark()),
  "U": (machine) => pushText(machine, machine.cursor.byte(), LATIN1),
  "V": (machine) => pushTextLine(machine, unescaped),
  "X": (machine) => pushText(machine, uint32(machine), UTF8),
  "\x80": (machine) => void machine.cursor.byte(),
  "\x81": callTop,
  "\x82": refuseExtension,
  "\x83": refuseExtension,
  "\x84": refuseExtension,
  "\x85": (machine) => pushTuple(machine, 1),
  "\x86": (machine) => pushTuple(machine, 2),
  "\x87": (machine) => pushTuple(machine, 3),
  "\x88": (machine) => machine.push(true),
  "\x89": (machine) => machine.push(false),
  "\x8a": (machine) => pushWhole(machine, machine.cursor.byte()),
  "\x8b": (machine) => pushWhole(machine, uint32(machine)),
  "\x8c": (machine) => pushText(machine, machine.cursor.byte(), UTF8),
  "\x8d": (machine) => pushText(machine, machine.cursor.length8(), UTF8),
  "\x8e": (machine) => pushBytes(machine, machine.cursor.length8()),
  "\x8f": (machine) => pushSequence(machine, "set", []),
  "\x90": (machine) => addItems(machine, machine.popMark()),
  "\x91": (machine) => pushSequence(machine, "set", machine.popMark()),
  "\x92": (machine) => {
    machine.pop();
    callTop(machine);
  },
  "\x93": (machine) => {
    const name = machine.pop();
    pushGlobal(machine, machine.pop(), name);
  },
  "\x94": (machine) => machine.memoize(),
  "\x95": (machine) => void machine.cursor.length8(),
  "\x96": (machine) => pushBytes(machine, machine.cursor.length8()),
  "\x98": () => {},
};

/** By byte. */
export const OPCODES: ReadonlyMap<number, Opcode> = new Map(
  Object.entries(BY_LETTER).map(([letter, opcode]) => [letter.charCodeAt(0), opcode]),
);
