// Ends a process whose parent was killed. A worker ends when its stdin does, but sees that only
// between two runs; one that hangs in the runtime would burn its cores for ever.

/** Shells that are told to stop, as by Ctrl-C at a terminal, wait on: the parent decides. */
const SCRIPT = 'trap "" INT TERM HUP; read -r _ || kill -"$1" "$2"';

/**
 * Has a shell wait beside this process, asleep, and send a process a signal should this one end.
 * Where there is no such shell, as on Windows, nothing waits.
 *
 * @returns Ends the waiting, without a signal.
 */
export function guardOrphan(pid: number, signal: "KILL" | "TERM" = "KILL"): () => Promise<void> {
  if (Deno.build.os === "windows") return () => Promise.resolve();
  let guard: Deno.ChildProcess;
  try {
    guard = new Deno.Command("sh", {
      args: ["-c", SCRIPT, "sh", signal, String(pid)],
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
  } catch {
    return () => Promise.resolve();
  }
  const stdin = guard.stdin.getWriter();
  return async () => {
    await stdin.write(new TextEncoder().encode("\n")).catch(() => undefined);
    await stdin.close().catch(() => undefined);
    await guard.status;
  };
}
