#!/usr/bin/env bash
# Measures the agent and its peers on this machine and writes docs/performance.md.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
./benchmarks/run.sh [options]
Builds the agent, fetches the peers from Maven Central, measures all of them side by side and
writes docs/performance.md. Takes 20 minutes on two cores; needs Linux, a JDK 17+ and gcc. Best on
a machine that does nothing else, and as root: each process that lives is then in a cgroup of its own.

  --quick        one JDK, few runs, without the OpenTelemetry Java agent: about 4 minutes; only
                 printed
  --living       only what a process that lives costs, into docs/living.md: three minutes a JDK
  --beside JAR   with --living: another build of the agent beside it, may be repeated
  --output FILE  write there (a quick or partial run writes nothing else)
  --jdk HOME     a JDK to measure on, may be repeated; else 17 and 25 of /usr/lib/jvm
  --agent JAR    another build of the agent
  --no-peers     only no agent, an empty agent and Headroom
  --no-ticks     without the JMH benchmarks
TEXT
}
for argument in "$@"; do
  if [ "$argument" = --help ] || [ "$argument" = -h ]; then
    usage
    exit 0
  fi
done
command -v gcc > /dev/null || {
  echo "benchmarks/run.sh: gcc is missing (Debian: apt-get install gcc); nothing measured" >&2
  exit 1
}

./mvnw -q -B package -DskipTests -Dspotless.check.skip -pl agent,benchmarks -am -Pmeasured >&2
exec java -Xmx512m -cp "benchmarks/target/classes:benchmarks/target/lib/*" \
  io.github.headroom.benchmarks.Main "$PWD" "$@"
