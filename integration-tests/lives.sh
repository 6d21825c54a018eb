#!/usr/bin/env bash
# JVMs that live and JVMs that die slowly in real cgroups, and docs/lives.md from what was forecast.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
./integration-tests/lives.sh [--only REGEX] [--lives N] [--kills N] [--seconds N] [--beside N] [--seed N] [--continue] [--list]
Builds the agent and runs JVMs of 112 to 160 MiB side by side: 20 that live for 40 minutes (load of
days, caches, batches, deploys) and 60 that leak until the kernel kills them, within 2 to 30 minutes
or so. Judges what the agent published by the second as docs/accuracy.md judges synthetic lives, and
writes docs/lives.md: 25 hours of JVMs in some 70 minutes on two processors with 4 GiB free. Needs
root, a JDK 17 or newer and cgroup v1, or v2 where it has a memory controller at its root.

  --only REGEX  the lives whose name has a match, and the document of these alone
  --lives N     of each of the ten shapes that live, 2 by default
  --kills N     of each of the fifteen shapes that die, 4 by default
  --seconds N   of a life that is not killed, 2400 by default
  --beside N    at a time, 24 by default
  --seed N      that the lives are drawn from; the document has that of its run
  --continue    keeps what an earlier run has left, with its seed, and runs what is not there yet
  --list        the lives, nothing is run
The evidence stays in integration-tests/target/lives.
TEXT
}
guests=none
also=benchmarks
. integration-tests/lab/classes.sh

status=0
classes 512m io.github.headroom.it.lives.Lives target/lives "$@" || status=$?
case " $* " in
  *" --list "*) exit "$status" ;;
esac
java -ea -Xmx256m -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath)" \
  io.github.headroom.benchmarks.accuracy.lives.RealLives integration-tests/target/lives docs/lives.md || status=1
exit "$status"
