// Energy counters of processors (RAPL), read before and after a slice by a process of its own, as Deno
// lets a program into /sys only if it has all rights. They count whole processors: cores, caches and
// memory controllers, whoever uses them.

import { errorText } from "../job/error_text.ts";
import { SILENT } from "../machine/silence.ts";
import { converse } from "../process/conversation.ts";
import { RUN_SCRIPT } from "../process/suite_process.ts";
import { MS_PER_SECOND } from "../samples/units.ts";
import { type CounterAnswer, joulesBetween } from "./counter_state.ts";
import { type EnergyMeter, NO_POWER, noMeter } from "./energy_meter.ts";

const READER = new URL("./counter_reader.ts", import.meta.url).href;
const TIME_LIMIT_MS = 10_000;
/** Counters go on about once in so long (Intel's manual, volume 3, "RAPL interfaces"). */
const STEP_MS = 1;

/** How the reader is started, and what time it is; tests have a reader of their own. */
export interface CounterOptions {
  readonly command?: readonly string[];
  readonly now?: () => number;
}

/** Reads counters from now on; a meter that says why not where they may not be read. */
export async function openCounters(
  {
    command = [Deno.execPath(), ...RUN_SCRIPT, "--allow-all", READER],
    now = () => performance.now(),
  }: CounterOptions = {},
): Promise<EnergyMeter> {
  const [program = "", ...args] = command;
  const reader = converse({
    name: "energy reader",
    command: program,
    args,
    timeLimitMs: TIME_LIMIT_MS,
    env: SILENT,
  });
  async function read(): Promise<CounterAnswer & { readonly atMs: number }> {
    try {
      await reader.sayLine("read");
      const answer = JSON.parse(await reader.nextLine()) as CounterAnswer;
      return { ...answer, atMs: now() };
    } catch (error) {
      return { problem: errorText(error), atMs: now() };
    }
  }
  const first = await read();
  if ("problem" in first) {
    await reader.close();
    return noMeter(first.problem);
  }
  const names = first.counters.map(({ name }) => name);
  return {
    source: { source: `RAPL ${names.join(", ")}`, sampledEveryMs: STEP_MS, problem: null },
    async metered(work) {
      const before = await read();
      const result = await work();
      const after = await read();
      if ("problem" in before || "problem" in after) return { result, power: NO_POWER };
      const joules = joulesBetween(before.counters, after.counters);
      const seconds = (after.atMs - before.atMs) / MS_PER_SECOND;
      return {
        result,
        power: { ...NO_POWER, meanWatts: joules === null ? null : joules / seconds },
      };
    },
    [Symbol.asyncDispose]: reader.close,
  };
}
