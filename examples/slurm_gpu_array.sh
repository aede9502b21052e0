#!/usr/bin/env bash
# Measures the plan on GPUs in four parts, one task of the array and one GPU each. Where the bundle is
# unpacked (docs/gpu.md), with a Python that has PyTorch for CUDA:
#
#   sbatch examples/slurm_gpu_array.sh resnet50 deit-s dsnet-s-aligned --batch 64 --time 5m
#   ./dsnet-bench/dsnet-bench report results/shard-*/records.jsonl
#
# Slurm tells CUDA which GPU a task has; the record of its run has it. For another number of parts
# change it in both places below.

#SBATCH --job-name=dsnet-bench-gpu
#SBATCH --array=1-4
#SBATCH --gres=gpu:1
# The processors on the GPU's side of the machine.
#SBATCH --gres-flags=enforce-binding
#SBATCH --cpus-per-task=8
#SBATCH --requeue
#SBATCH --open-mode=append
# A minute before the time limit, so that the records say where it stopped.
#SBATCH --signal=B:TERM@60
#SBATCH --output=slurm-%A_%a.log

set -euo pipefail
cd "$SLURM_SUBMIT_DIR"
exec "${BENCH:-./dsnet-bench/dsnet-bench}" bench "$@" \
  --device cuda --python "${PYTHON:-python3}" --shard auto/4 --resume --out "${RESULTS:-results}"
