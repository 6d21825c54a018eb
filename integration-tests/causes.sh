#!/usr/bin/env bash
# Services that the kernel kills, whether the agent has named what grew, and docs/causes.md from them.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
./integration-tests/causes.sh [--only AREA] [--lives N] [--jdk 17|25] [--seed N] [--continue] [--list]
Builds the agent and runs services that fill one memory area, under names, rates and limits that are
drawn from seeds, until the kernel kills them, several side by side; then first looks of fresh JVMs.
Writes docs/causes.md. Some 20 minutes on two quiet processors. Needs root, a JDK 17 or newer and
cgroup v1. Pauses and CPU are those of a quiet machine only where nothing else runs.

  --only AREA   one of thread_stacks, metaspace, java_heap, direct_buffers, native_other,
                other_processes, shared_memory, kernel; the seed is that of the last run, and the
                document has the other areas' lives of that run, too
  --lives N     lives of each area and JDK, 5 by default: of the heap one of each collector
  --jdk N       17 or 25, both by default
  --seed N      that of the first life; the output and the document have the seeds of a run
  --continue    keeps what the last run has found and runs what is not there yet
  --list        the lives, nothing is run
TEXT
}
guests=none
. integration-tests/lab/classes.sh

classes 512m io.github.headroom.it.cause.CauseLives ../docs/causes.md "$@"
