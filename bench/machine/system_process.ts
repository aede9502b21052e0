// Asks the system what it tells only those who have all rights: starts system_reader.ts.

import { errorText } from "../job/error_text.ts";
import { RUN_SCRIPT } from "../process/suite_process.ts";
import { SILENT } from "./silence.ts";
import { type SystemFacts, systemFacts, type SystemFiles } from "./system_facts.ts";

const READER = new URL("./system_reader.ts", import.meta.url).href;

/** What is known where nobody could ask. */
function nothingKnown(problem: string): SystemFacts {
  const noFiles: SystemFiles = { read: () => null, namesIn: () => [] };
  return { ...systemFacts(noFiles, {}), unread: [problem] };
}

/** Facts about the machine; if they cannot be read, `unread` says why. Never throws. */
export async function readSystem(): Promise<SystemFacts> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...RUN_SCRIPT, "--allow-all", READER],
      env: SILENT,
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    if (!success) return nothingKnown(`/proc and /sys: ${text(stderr).split("\n")[0]}`);
    return JSON.parse(text(stdout)) as SystemFacts;
  } catch (error) {
    return nothingKnown(`/proc and /sys: ${errorText(error)}`);
  }
}
