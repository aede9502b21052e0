// GPUs while rounds are timed: one look a round, as clocks and heat at rest say nothing of the run.

import type { GpuState, GpuWhileTimed } from "../record/environment_types.ts";

/** Looks at GPUs while something else is going on. */
export interface GpuWatch {
  /** Looks once for each number of a round; returns at once. */
  readonly look: (round: number) => void;
  /** What the looks found, when the last one is done; none if there was none. */
  readonly seen: () => Promise<readonly GpuWhileTimed[]>;
}

/** @param read Never throws. */
export function watchGpus(read: () => Promise<readonly GpuState[]>): GpuWatch {
  const looks: Promise<readonly GpuState[]>[] = [];
  let lastRound = -1;
  return {
    look(round) {
      if (round <= lastRound) return;
      lastRound = round;
      looks.push(read());
    },
    seen: async () => gpusWhileTimed((await Promise.all(looks)).flat()),
  };
}

/** Each GPU over its states, by its index. */
export function gpusWhileTimed(states: readonly GpuState[]): readonly GpuWhileTimed[] {
  return [...Map.groupBy(states, ({ index }) => index)].map(([index, looks]) => {
    const known = (of: (state: GpuState) => number | null) =>
      looks.map(of).filter((value) => value !== null);
    const powers = known(({ powerWatts }) => powerWatts);
    const clocks = known(({ smClockMhz }) => smClockMhz);
    const heats = known(({ temperatureCelsius }) => temperatureCelsius);
    return {
      index,
      name: looks[0]?.name ?? "unknown",
      lookCount: looks.length,
      meanPowerWatts: powers.length === 0
        ? null
        : powers.reduce((total, power) => total + power, 0) / powers.length,
      lowestSmClockMhz: clocks.length === 0 ? null : Math.min(...clocks),
      highestSmClockMhz: clocks.length === 0 ? null : Math.max(...clocks),
      highestTemperatureCelsius: heats.length === 0 ? null : Math.max(...heats),
      throttleReasons: [...new Set(looks.flatMap(({ throttleReasons }) => throttleReasons ?? []))],
    };
  });
}
