// What every session of ONNX Runtime is told, in every engine of it.

/** Entries of a session's configuration, by key. */
export const SESSION_ENTRIES = {
  // Between two operators threads spin, as waking one takes longer than most operators (3 to 4 % of a
  // run of DS-Net-T*); between runs they must sleep, as a pool that spins would burn the cores of the
  // model that is being timed in another process.
  "session.intra_op.allow_spinning": "1",
  "session.intra_op.spin_duration_us": "1000",
  "session.force_spinning_stop": "1",
  // Numbers below 1.2e-38 take the processor many times as long, and a Softmax over masked tokens is
  // full of them: exp(-100) is 4e-44. They count as 0, as in OpenVINO.
  "session.set_denormal_as_zero": "1",
} as const;
