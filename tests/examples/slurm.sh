#!/usr/bin/env bash
# Runs examples/slurm_array.sh on a cluster of this one machine, takes a task away in the middle of
# its rounds and has it requeued. From the project's folder: bash tests/examples/slurm.sh SCRATCH
# MODELS-AND-OPTIONS. Needs root, and slurm-wlm and munge of Debian. Results are in SCRATCH/results.
set -euo pipefail
scratch=$(realpath "$1")
shift
host=$(hostname -s)
export SLURM_CONF=$scratch/slurm.conf
socket=$scratch/munge/munge.socket

stop() {
  scontrol shutdown >/dev/null 2>&1 || true
  munged --stop --socket="$socket" >/dev/null 2>&1 || true
}
trap stop EXIT

start() {
  mkdir -p "$scratch"/{state,spool,log,results}
  mkdir -p -m 755 "$scratch/munge"
  head -c 1024 /dev/urandom >"$scratch/munge/munge.key"
  chmod 400 "$scratch/munge/munge.key"
  munged --force --key-file="$scratch/munge/munge.key" --socket="$socket" \
    --pid-file="$scratch/munge/munged.pid" --log-file="$scratch/munge/munged.log" \
    --seed-file="$scratch/munge/munge.seed"
  cat >"$SLURM_CONF" <<CONF
ClusterName=local
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$socket
ProctrackType=proctrack/linuxproc
TaskPlugin=task/affinity
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
KillWait=1
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmctldLogFile=$scratch/log/slurmctld.log
SlurmdLogFile=$scratch/log/slurmd.log
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  slurmctld -f "$SLURM_CONF"
  slurmd -f "$SLURM_CONF"
  until [ "$(sinfo --noheader --format=%T 2>/dev/null)" = idle ]; do sleep 0.2; done
}

start
job=$(sbatch --parsable --export=ALL,DENO=deno,RESULTS="$scratch/results" \
  --output="$scratch/results/slurm-%a.log" examples/slurm_array.sh "$@")
until grep -qs '"kind":"round"' "$scratch/results/shard-1-of-3/records.jsonl"; do
  [ -n "$(squeue --noheader --job "$job")" ] || { cat "$scratch"/results/*.log >&2; exit 1; }
  sleep 0.1
done
scontrol requeue "${job}_1"
# Slurm would wait for two minutes before the task starts again.
until scontrol update JobId="${job}_1" StartTime=now; do sleep 0.2; done
while [ -n "$(squeue --noheader --job "$job" 2>/dev/null)" ]; do sleep 0.3; done
