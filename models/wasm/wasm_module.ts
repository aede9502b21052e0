// Functions as a module of WebAssembly (webassembly.github.io/spec/core/binary/modules.html).

import { type Code, END, unsigned } from "./instructions.ts";

/** Types of locals, and their codes. */
const TYPES = { i32: 0x7f, v128: 0x7b } as const;

/** A function that gives nothing back. Locals are numbered after its parameters. */
export interface WasmFunction {
  /** How many; all of them are i32. */
  readonly parameters: number;
  readonly locals: readonly (keyof typeof TYPES)[];
  readonly body: Code;
}

/** Functions of a module, as JavaScript calls them. */
export type WasmExports<Name extends string> = Readonly<
  Record<Name, (...values: readonly number[]) => void>
>;

/** A memory has whole pages of so many bytes. */
export const PAGE_BYTES = 2 ** 16;

/** Functions of a module, and the memory that their addresses are in. */
export type WithMemory<Name extends string> = WasmExports<Name> & {
  readonly memory: WebAssembly.Memory;
};

/** A module's functions with a new memory, zeros all over. */
export function withMemory<Name extends string>(
  module: WebAssembly.Module,
  pages = 1,
): WithMemory<Name> {
  const memory = new WebAssembly.Memory({ initial: pages });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { ...exports as WasmExports<Name>, memory };
}

/** Compiles functions that share one memory, which is `memory` of the import `env`. */
export function wasmModule(
  functions: Readonly<Record<string, WasmFunction>>,
): WebAssembly.Module {
  const entries = Object.entries(functions);
  const types = entries.map(([, { parameters }]) => {
    const all = Array.from({ length: parameters }, () => TYPES.i32);
    return [0x60, ...listOf(all.map((type) => [type])), 0];
  });
  const exported = entries.map(([name], index) => [...textOf(name), 0, ...unsigned(index)]);
  const bodies = entries.map(([, { locals, body }]) => {
    const code = [...listOf(locals.map((type) => [1, TYPES[type]])), ...body, END];
    return [...unsigned(code.length), ...code];
  });
  return new WebAssembly.Module(Uint8Array.from([
    ...HEADER,
    ...section(1, listOf(types)),
    ...section(2, listOf([[...textOf("env"), ...textOf("memory"), 2, 0, 1]])),
    ...section(3, listOf(entries.map((_, index) => unsigned(index)))),
    ...section(7, listOf(exported)),
    ...section(10, listOf(bodies)),
  ]));
}

/** The magic number, and version 1. */
const HEADER: Code = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

function listOf(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function textOf(text: string): Code {
  return listOf([...new TextEncoder().encode(text)].map((byte) => [byte]));
}
