/** Ends a process at once, whatever it is doing; one that has ended by itself is left alone. */
export function killNow(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGKILL");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
