// A worker that misbehaves as its argument says. It answers the first line as a good one would, so
// that the fault strikes where a run would be.

import process from "node:process";
import { createInterface } from "node:readline";
import { fakeLoaded } from "./fake_workers.ts";

/** What goes wrong, and how the system would show it. */
const FAULTS: Readonly<Record<string, () => unknown>> = {
  abort: () => process.abort(),
  segfault: () =>
    new Deno.UnsafePointerView(Deno.UnsafePointer.create(8n) as Deno.PointerObject).getUint8(0),
  killed: () => raise(9),
  heap() {
    const kept: number[][] = [];
    for (;;) kept.push(new Array(1e5).fill(Math.random()));
  },
  hang() {
    for (;;);
  },
  throw() {
    throw new Error("no kernel for this node");
  },
  /** Says a lot before it ends, some of it telling. */
  grumble() {
    for (const i of [1, 2, 3, 4, 5]) process.stderr.write(`note ${i}\nError ${i}\n`);
    process.exit(7);
  },
  mutter() {
    for (const i of [1, 2, 3, 4, 5]) process.stderr.write(`note ${i}\n`);
    process.exit(7);
  },
  babble: () => process.stdout.write("loading, please wait\n"),
  exit: () => process.exit(7),
};

/** Sends this process a signal through the C library, as the system or a crash would. */
function raise(signal: number): void {
  const libc = Deno.dlopen("libc.so.6", {
    raise: { parameters: ["i32"], result: "i32" },
  });
  libc.symbols.raise(signal);
}

process.stdout.write(`${JSON.stringify(fakeLoaded("output"))}\n`);
for await (const _ of createInterface({ input: process.stdin })) {
  try {
    FAULTS[Deno.args[0] ?? ""]?.();
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: (error as Error).message })}\n`);
  }
}
