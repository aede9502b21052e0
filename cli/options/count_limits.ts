// The most that numbers of a command line may be.

/** Images a run. */
export const LARGEST_BATCH = 4096;

/** Threads of a process. */
export const MOST_THREADS = 1024;
