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
# A minute before the time limit, so that the records say where it stopped.
#SBATCH --signal=B:TERM@60
#SBATCH --output=slurm-%A_%a.log

set -euo pipefail
cd "$SLURM_SUBMIT_DIR"
# npx passes no signal on, so it only says where deno is.
deno=${DENO:-$(npx --yes deno@2.9.6 eval 'console.log(Deno.execPath())')}
exec "$deno" task bench "$@" \
  --shard auto/3 --resume --out "${RESULTS:-results}"
