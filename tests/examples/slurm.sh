#!/usr/bin/env bash
# Runs examples/slurm_array.sh on a cluster of this one machine, takes a task away in the middle of
# its rounds and has it requeued. Before that it writes down what tasks of other arrays are told.
# From the project's folder:
#
#   bash tests/examples/slurm.sh RESULTS MODELS-AND-OPTIONS
#
# Needs root, and slurm-wlm and munge of Debian.
set -euo pipefail
results=$(realpath "$1")
shift
cluster=$(mktemp -d)
host=$(hostname -s)
export SLURM_CONF=$cluster/slurm.conf
socket=$cluster/munge/munge.socket
job=

# wait_for SECONDS COMMAND…
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@" 2>/dev/null; do
    if [ "$SECONDS" -ge "$end" ]; then
      echo "gave up waiting until $*" >&2
      tail -n 20 "$cluster"/log/*.log "$results"/*.log >&2
      exit 1
    fi
    sleep 0.2
  done
}
are_daemons_gone() { [ ! -e "$cluster/slurmctld.pid" ] && [ ! -e "$cluster/slurmd.pid" ]; }
is_node_idle() { [ "$(sinfo --noheader --format=%T)" = idle ]; }
has_round() { grep -q '"kind":"round"' "$results/shard-1-of-3/records.jsonl"; }
is_requeued() { [ "$(squeue --noheader --job "${job}_1" --format=%r)" = BeginTime ]; }
is_queue_empty() { [ -z "$(squeue --noheader)" ]; }
is_array_done() { [ -z "$(squeue --noheader --job "$job")" ]; }

stop() {
  trap - EXIT
  [ -z "$job" ] || scancel --quiet "$job" || true
  scontrol shutdown || true
  wait_for 20 are_daemons_gone
  munged --stop --socket="$socket"
  rm -rf "$cluster"
}

start() {
  mkdir -p "$cluster"/{state,spool,log} "$results"
  mkdir -m 755 "$cluster/munge"
  head -c 1024 /dev/urandom >"$cluster/munge/munge.key"
  chmod 400 "$cluster/munge/munge.key"
  munged --force --key-file="$cluster/munge/munge.key" --socket="$socket" \
    --pid-file="$cluster/munge/munged.pid" --log-file="$cluster/log/munged.log" \
    --seed-file="$cluster/munge/munge.seed"
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
SchedulerParameters=batch_sched_delay=0,sched_interval=1
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/slurmd.pid
SlurmctldLogFile=$cluster/log/slurmctld.log
SlurmdLogFile=$cluster/log/slurmd.log
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  slurmctld -f "$SLURM_CONF"
  slurmd -f "$SLURM_CONF"
  wait_for 30 is_node_idle
}

trap stop EXIT
start
# What Slurm tells the tasks of an array with a step, and those of a list.
for array in 0-6:2 1,3,7; do
  sbatch --quiet --array="$array" --output="$results/array-$array-%a.env" \
    --wrap "env | grep ^SLURM_ARRAY_"
done
wait_for 120 is_queue_empty
job=$(sbatch --parsable --export=ALL,DENO=deno,RESULTS="$results" \
  --output="$results/slurm-%a.log" examples/slurm_array.sh "$@")
wait_for 60 has_round
scontrol requeue "${job}_1"
# Slurm itself would wait for two minutes before the task starts again.
wait_for 60 is_requeued
scontrol update JobId="${job}_1" StartTime=now
wait_for 300 is_array_done
