// Reads the energy counters of /sys/class/powercap, once for each line on stdin; it writes nothing.
// Started by energy_counters.ts with all rights, which Deno asks for there. Since Linux 5.10 only root
// may read them, unless somebody allows it.

import process from "node:process";
import { createInterface } from "node:readline";
import { countersIn } from "./counter_zones.ts";
import { type CounterAnswer, NO_COUNTERS } from "./counter_state.ts";

const FOLDER = "/sys/class/powercap";

function answer(): CounterAnswer {
  try {
    const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name);
    const read = (zone: string, file: string) =>
      Deno.readTextFileSync(`${FOLDER}/${zone}/${file}`).trim();
    const found = countersIn(names, read);
    return found.length === 0 ? { problem: NO_COUNTERS } : { counters: found };
  } catch (error) {
    return { problem: `the energy counters may not be read: ${(error as Error).message}` };
  }
}

for await (const _ of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer())}\n`);
}
