// Reads the energy counters of /sys/class/powercap, once for each line on stdin; it writes nothing.
// Started by energy_counters.ts with all rights, which Deno asks for there. Since Linux 5.10 only root
// may read them, unless somebody allows it.

import process from "node:process";
import { createInterface } from "node:readline";
import { type CounterAnswer, type CounterState, NO_COUNTERS } from "./counter_state.ts";

const FOLDER = "/sys/class/powercap";
const PACKAGE = /^intel-rapl:\d+$/;

function counters(): readonly CounterState[] {
  const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) =>
    PACKAGE.test(name)
  ).toSorted();
  const text = (name: string, file: string) =>
    Deno.readTextFileSync(`${FOLDER}/${name}/${file}`).trim();
  return names.map((name) => ({
    name: text(name, "name"),
    microjoules: Number(text(name, "energy_uj")),
    rangeMicrojoules: Number(text(name, "max_energy_range_uj")),
  })).filter(({ name }) => name.startsWith("package"));
}

function answer(): CounterAnswer {
  try {
    const found = counters();
    return found.length === 0 ? { problem: NO_COUNTERS } : { counters: found };
  } catch (error) {
    return { problem: `the energy counters may not be read: ${(error as Error).message}` };
  }
}

for await (const _ of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer())}\n`);
}
