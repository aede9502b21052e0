// Signals that end a run, as something that whoever works can look at.

/** What is aborted, and by what. */
export interface Abortable {
  readonly signal: AbortSignal;
  readonly abort: () => void;
  /** Signals do again what they usually do. */
  readonly stop: () => void;
}

/**
 * Aborts when the person, a scheduler or the end of a terminal says so, so that workers die and what was
 * measured is still said.
 */
export function abortOnSignals(): Abortable {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const names: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  names.forEach((name) => Deno.addSignalListener(name, abort));
  return {
    signal: controller.signal,
    abort,
    stop: () => names.forEach((name) => Deno.removeSignalListener(name, abort)),
  };
}
