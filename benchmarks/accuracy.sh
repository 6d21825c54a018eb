#!/usr/bin/env bash
# Replays synthetic containers through the forecast and writes docs/accuracy.md.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  cat <<'TEXT'
./benchmarks/accuracy.sh [--tuning]
Lives synthetic containers from seeds in virtual time, lets the forecast and the usual rules watch
them, and writes docs/accuracy.md: figures, and every miss. Takes a minute or two.

  --tuning   the seeds on which the forecast's constants were chosen; only printed
TEXT
  exit 0
fi
./mvnw -q -B package -DskipTests -Dspotless.check.skip -pl agent,benchmarks -am -Pmeasured >&2
run=(java -Xmx1g -cp "benchmarks/target/classes:benchmarks/target/lib/*"
  io.github.headroom.benchmarks.accuracy.Accuracy)
if [ "${1:-}" = --tuning ]; then
  exec "${run[@]}" tuning-seeds.txt
fi
exec "${run[@]}" test-seeds.txt docs/accuracy.md
