// How the threads of ONNX Runtime's pools wait, in every engine of it.

/**
 * Between two operators they spin, as waking a thread takes longer than most operators (3 to 4 % of a
 * run of DS-Net-T*); between runs they must sleep, as a pool that spins would burn the cores of the
 * model that is being timed in another process.
 */
export const WAITING_ENTRIES = {
  "session.intra_op.allow_spinning": "1",
  "session.intra_op.spin_duration_us": "1000",
  "session.force_spinning_stop": "1",
} as const;
