// The rate of one round: the unit of all throughput figures.

const MS_PER_SECOND = 1000;

/** Images per second of one round: all its images over all its time. */
export function roundRate(samplesMs: readonly number[], batch: number): number {
  const totalMs = samplesMs.reduce((sum, sampleMs) => sum + sampleMs, 0);
  return MS_PER_SECOND * batch * samplesMs.length / totalMs;
}
