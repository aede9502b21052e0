// Files that are nowhere, for code that reads through a function.

import type { SystemFiles } from "../../../bench/machine/system_facts.ts";

/** These files and the folders that they are in; there are no others. */
export function filesOf(textByPath: Readonly<Record<string, string>>): SystemFiles {
  return {
    read: (path) => textByPath[path] ?? null,
    namesIn(folder) {
      const inside = Object.keys(textByPath).filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(inside.map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""))];
    },
  };
}

const CPU = "/sys/devices/system/cpu";

/** A machine of four processors on two cores, of which a process may use 1, 2 and 3. */
export const LAPTOP: Readonly<Record<string, string>> = {
  "/proc/self/status": "Name:\tdeno\nCpus_allowed:\tfe\nCpus_allowed_list:\t1-7\n",
  [`${CPU}/online`]: "0-3\n",
  [`${CPU}/cpu1/topology/thread_siblings_list`]: "1,3\n",
  [`${CPU}/cpu2/topology/thread_siblings_list`]: "0,2\n",
  [`${CPU}/cpu3/topology/thread_siblings_list`]: "1,3\n",
  [`${CPU}/cpu0/cpufreq/scaling_governor`]: "performance\n",
  [`${CPU}/cpu1/cpufreq/scaling_governor`]: "powersave\n",
  [`${CPU}/cpu1/cpufreq/scaling_driver`]: "intel_pstate\n",
  [`${CPU}/cpu1/cpufreq/scaling_cur_freq`]: "2400000\n",
  [`${CPU}/cpu1/thermal_throttle/core_throttle_count`]: "5\n",
  [`${CPU}/cpu2/thermal_throttle/core_throttle_count`]: "2\n",
};
