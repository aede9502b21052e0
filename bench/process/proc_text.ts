/** A file of `/proc/PID` of a running process; null where the system has none. Never throws. */
export async function procText(pid: number, name: string): Promise<string | null> {
  try {
    // Deno itself reads there only with all rights.
    const { success, stdout } = await new Deno.Command("cat", {
      args: [`/proc/${pid}/${name}`],
      stdin: "null",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : null;
  } catch {
    return null;
  }
}
