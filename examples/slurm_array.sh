#!/usr/bin/env bash
# Measures the plan in three parts, one task of the array each. From the project's folder:
#
#   sbatch examples/slurm_array.sh resnet50 deit-s dsnet-s-aligned --time 5m
#   deno task report results/shard-*/records.jsonl
#
# For another number of parts change it in both places below. A task that is requeued goes on where
# it was; a single part is submitted again with --array=2, say.

#SBATCH --job-name=dsnet-bench
#SBATCH --array=1-3
#SBATCH --exclusive
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=slurm-%A_%a.log

set -euo pipefail
cd "$SLURM_SUBMIT_DIR"
exec ${DENO:-npx --yes deno@2.9.6} task bench "$@" \
  --shard auto/3 --resume --out "${RESULTS:-results}"
