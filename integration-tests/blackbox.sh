#!/usr/bin/env bash
# JVMs that are killed and end in every way with the recorder on, and docs/blackbox.md from what they left.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
./integration-tests/blackbox.sh [--only REGEX] [--continue] [--list]
Builds the agent and the victims, gets the guests' kernels, has JVMs with the recorder killed by the
OOM killer (here and in guests) and ended in other ways, damages recordings, and writes
docs/blackbox.md: an hour. The evidence stays in integration-tests/target/scenes/blackbox. Needs
root, Debian's qemu-system-x86, busybox-static and cpio; what a machine cannot offer is skipped, with the reason.

  --only REGEX  those whose name has a match, and the document of these alone
  --continue    keeps the evidence of an earlier run and runs what is not there yet
  --list        the names, nothing is run
TEXT
}
. integration-tests/lab/classes.sh

status=0
classes 1g io.github.headroom.it.blackbox.BlackBox "$@" || status=$?
case " $* " in
  *" --list "*) exit "$status" ;;
esac
evidence=$PWD/integration-tests/target/scenes/blackbox
[ -e "$evidence/damaged.txt" ] || ./mvnw -q -B test -pl agent -Dtest=DamagedRecordingTest -Dspotless.check.skip \
  -Dheadroom.damaged.cases=100000 -Dheadroom.damaged.told="$evidence/damaged.txt" >&2 || status=1
classes 1g io.github.headroom.it.blackbox.BlackBoxDocument "$evidence" ../docs/blackbox.md || status=1
exit "$status"
