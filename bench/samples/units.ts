// Units of what is measured, in terms of those that names end in.

/** Milliseconds of a second. */
export const MS_PER_SECOND = 1000;
/** Microseconds of a millisecond. */
export const US_PER_MS = 1000;
/** Bytes of what Linux calls a kB. */
export const BYTES_PER_KIB = 1024;
