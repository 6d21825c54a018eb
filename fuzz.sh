#!/usr/bin/env bash
# Coverage-guided fuzzing of everything that the agent reads from outside.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
usage: ./fuzz.sh [--seconds N] [--document] [--list] [TARGET...]

Runs Jazzer (from Maven Central) on each target, or on those named, for N seconds each; default 60. As many run
at a time as there are processors.
A target is a class *Fuzz among the agent's tests. It begins with its seeds in
agent/src/test/resources/fuzz and keeps what it learns in agent/target/fuzz.

  --seconds N  seconds a target, 1 or more
  --document   writes docs/fuzzing.md of this run
  --list       prints the targets

An input that breaks a target is kept as agent/target/fuzz/TARGET/crash-*: mend the code, and add the input to
the seeds under a name that says what it is. Exit 0: nothing was found; 1: something was; 2: wrong arguments;
3: the fuzzer cannot be had or does not run here.
TEXT
}

seconds=60
document=
chosen=()
mapfile -t sources < <(cd agent/src/test/java && find . -name '*Fuzz.java' | sed 's|^\./||' | LC_ALL=C sort)
names=()
for source in "${sources[@]}"; do name=${source##*/}; names+=("${name%.java}"); done
while (($#)); do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --list) printf '%s\n' "${names[@]}"; exit 0 ;;
    --document) document=yes ;;
    --seconds)
      [[ ${2-} =~ ^[1-9][0-9]{0,5}$ ]] || { usage >&2; exit 2; }
      seconds=$2
      shift
      ;;
    *)
      [[ " ${names[*]} " == *" $1 "* ]] || { echo "fuzz.sh: no target '$1'; --list prints them" >&2; exit 2; }
      chosen+=("$1")
      ;;
  esac
  shift
done

work=$PWD/agent/target/fuzz
mkdir -p "$work"
./mvnw -q -B -pl agent -Pfuzz test-compile dependency:build-classpath \
  -Dmdep.outputFile="$work/classpath" -DincludeScope=test ||
  { echo "fuzz.sh: the agent does not compile, or Jazzer cannot be had" >&2; exit 3; }
classpath=$PWD/agent/target/test-classes:$PWD/agent/target/classes:$(cat "$work/classpath")

# Sanitizers that look for attacks on databases, shells and directories: not what parsers do, and
# the paths and patterns of the targets themselves would be found.
off=
for sanitizer in FilePathTraversal LdapInjection ReflectiveCall RegexInjection ServerSideRequestForgery UnsafeSanitizer; do
  off=$off${off:+:}com.code_intelligence.jazzer.sanitizers.$sanitizer
done

# target SOURCE: fuzzes one, prints what came of it, and leaves its row of the document. 1: something was found; 3: the
# fuzzer does not run here.
target() {
  local source=$1 class=${1%.java} name=${1##*/} status=0 done runs edges what result=nothing
  name=${name%.java}
  mkdir -p "$work/$name/corpus"
  (cd "$work/$name" && exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m -Dheadroom.fuzzing=true -cp "$classpath" \
    com.code_intelligence.jazzer.Jazzer --target_class="${class//\//.}" \
    --instrumentation_includes='io.github.headroom.agent.**' --disabled_hooks="$off" \
    -max_total_time="$seconds" -max_len=16384 -rss_limit_mb=2048 -timeout=20 \
    corpus "$OLDPWD/agent/src/test/resources/fuzz/$name") >"$work/$name/log" 2>&1 || status=$?
  if ! grep -q -a INITED "$work/$name/log" && ! grep -q -a '^== ' "$work/$name/log"; then
    echo "fuzz.sh: the fuzzer does not run here, see $work/$name/log" >&2
    return 3
  fi
  done=$(grep -a -E '^#[0-9]+.*cov: ' "$work/$name/log" | tail -1)
  runs=$(sed -n 's/^#\([0-9]*\).*/\1/p' <<<"$done")
  edges=$(sed -n 's/.*cov: \([0-9]*\).*/\1/p' <<<"$done")
  if [ "$status" -ne 0 ]; then
    result=$(grep -a -m 1 -E '^== ' "$work/$name/log" | cut -c 1-120 || echo "exit $status")
    echo "$name: $result, see $work/$name"
  fi
  printf '%-24s %10s inputs, %4s branches: %s found\n' "$name" "${runs:-0}" "${edges:-0}" "$result"
  what=$(awk '/^\/\*\*/ { on = 1 } on { print } on && /\*\// { exit }' "agent/src/test/java/$source" | sed 's|^/\*\*||; s|\*/||; s|^ \* *||' |
    tr '\n' ' ' | sed 's/  */ /g; s/^ //; s/ $//')
  echo "| $name | $what | ${runs:-0} | ${edges:-0} | $(ls "agent/src/test/resources/fuzz/$name" | wc -l) | $result |" >"$work/$name/row"
  [ "$result" = nothing ]
}

# One that has ended, of those that run: the exit status becomes the worst of all.
found=0
running=0
reap() {
  local status=0
  wait -n || status=$?
  running=$((running - 1))
  [ "$status" -le "$found" ] || found=$status
}

names=()
for source in "${sources[@]}"; do
  name=${source##*/}
  name=${name%.java}
  [ ${#chosen[@]} -eq 0 ] || [[ " ${chosen[*]} " == *" $name "* ]] || continue
  [ "$found" -ne 3 ] || break
  names+=("$name")
  target "$source" &
  running=$((running + 1))
  [ "$running" -lt "$(nproc)" ] || reap
done
while [ "$running" -gt 0 ]; do reap; done
[ "$found" -ne 3 ] || exit 3

if [ -n "$document" ]; then
  {
    sed '/^| target/,$d' docs/fuzzing.md
    echo "| target | what it holds | inputs | branches reached | seeds | found |"
    echo "|---|---|---|---|---|---|"
    for name in "${names[@]}"; do cat "$work/$name/row"; done
    echo
    echo "$seconds s a target, $(nproc) processors, JDK $(java -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p'), $(
      sed -n 's|.*<jazzer.version>\(.*\)</.*|Jazzer \1|p' pom.xml), $(date -u +%F)."
  } >docs/fuzzing.md.new
  mv docs/fuzzing.md.new docs/fuzzing.md
fi
exit "$found"
