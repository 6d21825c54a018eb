#!/usr/bin/env bash
# Gives synthetic containers the limit that the agent advises and writes docs/sizing-measured.md.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  cat <<'TEXT'
./benchmarks/sizing.sh [--only-print FIRST EACH]
Lives synthetic containers from seeds in virtual time, gives each the limit that the agent advises
after 1, 6 and 24 hours, lives the next day under it, and writes docs/sizing-measured.md: killed,
slack, and every miss, beside other ways to set a limit. Takes some minutes.

  --only-print  EACH lives of each shape, by seeds from FIRST on; only printed
TEXT
  exit 0
fi
./mvnw -q -B package -DskipTests -Dspotless.check.skip -pl agent,benchmarks -am -Pmeasured >&2
run=(java -Xmx1200m -cp "benchmarks/target/classes:benchmarks/target/lib/*"
  io.github.headroom.benchmarks.accuracy.lives.RightSize)
if [ "${1:-}" = --only-print ]; then
  exec "${run[@]}" "$2" "$3"
fi
exec "${run[@]}" 810001 5 docs/sizing-measured.md
