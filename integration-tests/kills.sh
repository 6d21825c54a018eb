#!/usr/bin/env bash
# Every scene of the kernel lab, and docs/kills.md and docs/accuracy-on-kills.md from what it left.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
./integration-tests/kills.sh [--only REGEX] [--continue] [--list]
Builds the agent and the victims, gets the guests' kernels, runs every scene (victims, places,
collectors: two hours) and writes docs/kills.md and docs/accuracy-on-kills.md. The evidence stays in
integration-tests/target/scenes/all. Needs root, Debian's runc, crun, qemu-system-x86,
busybox-static and cpio; what a machine cannot offer is skipped, with the reason.

  --only REGEX  the scenes whose name has a match, and the documents of these alone
  --continue    keeps the evidence of an earlier run and runs what is not there yet
  --list        the names of the scenes, nothing is run
TEXT
}
. integration-tests/lab/classes.sh

status=0
classes 2g io.github.headroom.it.scenes.Kills "$@" || status=$?
case " $* " in
  *" --list "*) exit "$status" ;;
esac
classes 2g io.github.headroom.it.evidence.KillsDocument target/scenes/all ../docs/kills.md || status=1
classes 2g io.github.headroom.it.accuracy.LabAccuracy target/scenes/all ../docs/accuracy-on-kills.md \
  ../benchmarks/src/main/resources/accuracy/headroom-errors.txt || status=1
exit "$status"
