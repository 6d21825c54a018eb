#!/usr/bin/env bash
# Replays synthetic containers through the forecast and writes docs/accuracy.md.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  cat <<'TEXT'
./benchmarks/accuracy.sh [--seed N | --tuning | --families FIRST EACH [OPTIONS]]
Lives synthetic containers from seeds in virtual time, lets the forecast and the usual rules watch
them, and writes docs/accuracy.md: figures, and every miss. The constants that were fitted rotate:
each family of shapes is judged with what the other families chose. Takes half an hour.

  --seed N   the first seed of the lives by families; without it the run draws one that nobody has seen
  --tuning   the seeds on which the forecast's constants were chosen; only printed
  --families EACH lives of each shape, by seeds from FIRST on; only printed. OPTIONS:
             --without FAMILY   to choose constants by the other families
             --only FAMILY      to judge by that one
             --shape SHAPE      lives of one shape
             --shapes, --misses, --reliability   prints more
             --oracle           plays futures, too
TEXT
  exit 0
fi
./mvnw -q -B package -DskipTests -Dspotless.check.skip -pl agent,benchmarks -am -Pmeasured >&2
run=(java -Xmx1500m -cp "benchmarks/target/classes:benchmarks/target/lib/*"
  io.github.headroom.benchmarks.accuracy.Accuracy)
if [ "${1:-}" = --tuning ]; then
  exec "${run[@]}" tuning-seeds.txt
fi
if [ "${1:-}" = --families ]; then
  shift
  exec java -Xmx1500m -cp "benchmarks/target/classes:benchmarks/target/lib/*" \
    io.github.headroom.benchmarks.accuracy.lives.Families "$@"
fi
# From a million on: constants were chosen below. 9 lives of each of 32 shapes are more than 10,000 hours.
seed=drawn
first=$((1000000 + (RANDOM << 15 | RANDOM) % 1000000))
if [ "${1:-}" = --seed ]; then
  seed=given
  first=$2
fi
exec "${run[@]}" test-seeds.txt docs/accuracy.md "$first" 9 "$seed"
