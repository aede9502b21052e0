// Exit codes, the same for every command; docs/commands.md documents them.

/** What a finished command tells the shell. */
export const EXIT = {
  done: 0,
  /** A model failed, a file was not written, or a verdict is bad. */
  failed: 1,
  /** Unknown command, option, model or value. */
  usage: 2,
  /** Nothing could be measured, or there is no baseline to compare with. */
  nothingMeasured: 3,
  /** Two things that must not be compared, or a machine that drifted in between. */
  notComparable: 4,
  /** Ended by SIGINT, SIGTERM or SIGHUP; what was measured until then is kept. */
  interrupted: 130,
} as const;

/** One of {@linkcode EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
