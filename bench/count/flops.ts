// The one place that says what a multiply-add is in floating-point operations.

/** One multiply and one add. */
export const FLOPS_PER_MAC = 2;
