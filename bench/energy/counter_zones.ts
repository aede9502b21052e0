// Which of the energy counters of /sys/class/powercap make up the processors and their memory, each once
// (docs.kernel.org/power/powercap/powercap.html). The zone of a package has those of its cores and of
// its graphics in it, but not that of its memory, which lies below it all the same; the zone of the
// whole platform (psys) has all of them and more. The same package may be there twice, by the
// processor's registers and by those in memory (intel-rapl-mmio). AMD's processors have the same names,
// without memory. Pure.

import type { CounterState } from "./counter_state.ts";

/** Folders of packages, by kind of register; those of the first kind that has any count. */
const KINDS = [/^intel-rapl:\d+$/, /^intel-rapl-mmio:\d+$/] as const;
const PACKAGE = /^package-/;
const MEMORY = "dram";

/** Reads a file of a zone. */
export type ReadZone = (zone: string, file: "name" | "energy_uj" | "max_energy_range_uj") => string;

/** The counters; none where the system has none. Throws what `read` throws. */
export function countersIn(folders: readonly string[], read: ReadZone): readonly CounterState[] {
  for (const kind of KINDS) {
    const counters = new Map<string, CounterState>();
    for (const folder of folders.filter((name) => kind.test(name)).toSorted()) {
      const name = read(folder, "name");
      if (!PACKAGE.test(name) || counters.has(name)) continue;
      counters.set(name, counterOf(folder, name, read));
      const memory = folders.filter((inner) => inner.startsWith(`${folder}:`))
        .find((inner) => read(inner, "name") === MEMORY);
      if (memory === undefined) continue;
      const both = `${MEMORY} of ${name}`;
      counters.set(both, counterOf(memory, both, read));
    }
    if (counters.size > 0) return [...counters.values()];
  }
  return [];
}

function counterOf(folder: string, name: string, read: ReadZone): CounterState {
  return {
    name,
    microjoules: Number(read(folder, "energy_uj")),
    rangeMicrojoules: Number(read(folder, "max_energy_range_uj")),
  };
}
