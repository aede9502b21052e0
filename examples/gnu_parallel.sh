#!/usr/bin/env bash
# Measures the plan in as many parts as machines are named, each machine one part at a time:
#
#   bash examples/gnu_parallel.sh node1,node2,node3 resnet50 deit-s --time 5m
#   deno task report results/shard-*/records.jsonl
#
# Every machine needs ssh without a password and this folder at the same path of a shared file
# system; `:` is this machine. Call it again after a failure: parts that are done are skipped, the
# others go on where they were.

set -euo pipefail
machines=$1
shift
count=$(tr ',' '\n' <<<"$machines" | wc -l)
results=${RESULTS:-results}
mkdir -p "$results"
# npx passes no signal on, so it only says, on each machine, where deno is.
deno=${DENO:-'"$(npx --yes deno@2.9.6 eval "console.log(Deno.execPath())")"'}
seq "$count" | parallel --sshlogin "$machines" --jobs 1 --workdir "$PWD" --line-buffer \
  --joblog "$results/parallel.log" --resume-failed \
  "exec $deno task bench ${*@Q} --shard {}/$count --resume --out ${results@Q}"
