#!/usr/bin/env bash
# Measures Headroom beside the OpenTelemetry Java agent and writes the tables of docs/extension.md.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  cat <<'TEXT'
./benchmarks/extension.sh [ROUNDS]
Weighs an idle application with the OpenTelemetry Java agent, with Headroom as that agent's extension,
and with the two as agents, 25 s after main() has begun, ROUNDS times (5), and writes the tables of
docs/extension.md. Takes five minutes a JDK; needs Linux and a JDK 17+. Best on a machine that does
nothing else.
TEXT
  exit 0
fi
./mvnw -q -B package -DskipTests -Dspotless.check.skip -pl agent,benchmarks -am -Pmeasured >&2
exec java -Xmx256m -cp "benchmarks/target/classes:benchmarks/target/lib/*" \
  io.github.headroom.benchmarks.ExtensionWeight "$PWD" "${1:-5}"
