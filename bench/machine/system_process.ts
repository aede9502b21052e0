// Asks the system what it tells only those who have all rights: starts system_reader.ts.

import { SILENT } from "./silence.ts";
import type { SystemFacts } from "./system_facts.ts";

const READER = new URL("./system_reader.ts", import.meta.url).href;

/** What is known where nobody could ask. */
function nothingKnown(problem: string): SystemFacts {
  return {
    ...{ affinity: null, processorCount: null, physicalCoreCount: null },
    limits: { cores: null, periods: null, memoryBytes: null, memoryLeftBytes: null },
    ...{ governor: null, frequencyDriver: null, frequencyMhz: null, heatThrottleCount: null },
    ...{ nvidiaDriver: null, nvidiaGpus: [], container: false, variables: {} },
    unread: [problem],
  };
}

/** Facts about the machine; if they cannot be read, `unread` says why. Never throws. */
export async function readSystem(): Promise<SystemFacts> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "--cached-only", "--frozen", "--allow-all", READER],
      env: SILENT,
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    if (!success) return nothingKnown(`/proc and /sys: ${text(stderr).split("\n")[0]}`);
    return JSON.parse(text(stdout)) as SystemFacts;
  } catch (error) {
    return nothingKnown(`/proc and /sys: ${error instanceof Error ? error.message : error}`);
  }
}
