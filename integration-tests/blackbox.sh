#!/usr/bin/env bash
# JVMs that are killed and end in every way with the recorder on, and docs/blackbox.md from what they left.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
./integration-tests/blackbox.sh [--only REGEX] [--continue] [--list]
Builds the agent and the victims, gets the guests' kernels, has JVMs with the recorder killed by the
OOM killer (here and in guests) and ended in other ways, damages recordings, and writes
docs/blackbox.md: some forty minutes. The evidence stays in integration-tests/target/scenes/blackbox. Needs
root, Debian's qemu-system-x86, busybox-static and cpio; what a machine cannot offer is skipped and said.

  --only REGEX  those whose name has a match, and the document of these alone
  --continue    keeps the evidence of an earlier run and runs what is not there yet
  --list        the names, nothing is run
TEXT
}
for argument in "$@"; do
  if [ "$argument" = --help ] || [ "$argument" = -h ]; then
    usage
    exit 0
  fi
done

case " $* " in
  *" --list "*) ;;
  *) for kernel in bookworm trixie; do integration-tests/lab/kernel.sh "$kernel" || true; done ;;
esac
./mvnw -q -B package dependency:build-classpath -DskipTests -Dspotless.check.skip \
  -Dmdep.outputFile=target/classpath -pl agent,demo-app,integration-tests >&2
classes() {
  (cd integration-tests && java -ea -Xmx1g -XX:+UseSerialGC \
    -Dheadroom.agent.jar="$PWD/../agent/target/headroom-agent.jar" \
    -Dheadroom.demo.jar="$PWD/../demo-app/target/headroom-demo.jar" -Dheadroom.victims="$PWD/target/classes" \
    -cp "$PWD/target/test-classes:$PWD/target/classes:$(cat target/classpath)" "$@")
}
status=0
classes io.github.headroom.it.blackbox.BlackBox "$@" || status=$?
case " $* " in
  *" --list "*) exit "$status" ;;
esac
evidence=$PWD/integration-tests/target/scenes/blackbox
[ -e "$evidence/damaged.txt" ] || ./mvnw -q -B test -pl agent -Dtest=DamagedRecordingTest -Dspotless.check.skip \
  -Dheadroom.damaged.cases=100000 -Dheadroom.damaged.told="$evidence/damaged.txt" >&2 || status=1
classes io.github.headroom.it.blackbox.BlackBoxDocument "$evidence" ../docs/blackbox.md || status=1
exit "$status"
