/** What a program writes; null where there is no such program, or it fails. Never throws. */
export async function programText(
  program: string,
  ...args: readonly string[]
): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : null;
  } catch {
    return null;
  }
}

/** A file of `/proc/PID` of a running process; null where the system has none. Never throws. */
export function procText(pid: number, name: string): Promise<string | null> {
  // Deno itself reads there only with all rights.
  return programText("cat", `/proc/${pid}/${name}`);
}
