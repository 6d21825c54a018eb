#!/usr/bin/env bash
# Shows Headroom at work: a service fills its container with page cache, heap and native memory, and
# its agent's figures appear on a live page and in this terminal.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
usage: ./demo.sh [--seconds N] [--port P] [--limit BYTES]

  --seconds N    end after N seconds (20 or more); without it, Ctrl-C ends
  --port P       port of the live page on 127.0.0.1; default a free one
  --limit BYTES  memory limit of the demo service (268435456 or more); default 536870912

Needs a JDK 17 or newer. Exit 0: points of the agent arrived; 1: they did not; 2: wrong arguments.
TEXT
}

wrong() {
  echo "demo.sh: $1" >&2
  usage >&2
  exit 2
}

# number NAME VALUE LEAST MOST
number() {
  [[ $2 =~ ^[1-9][0-9]{0,12}$ ]] && (($2 >= $3 && $2 <= $4)) ||
    wrong "$1: expected a whole number from $3 to $4, found '$2'"
}

seconds=
port=0
limit=$((512 * 1024 * 1024))
while (($#)); do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --seconds) number "$1" "${2-}" 20 86400; seconds=$2 ;;
    --port) number "$1" "${2-}" 1 65535; port=$2 ;;
    --limit) number "$1" "${2-}" $((256 * 1024 * 1024)) $((1024 * 1024 * 1024 * 1024)); limit=$2 ;;
    *) wrong "unknown argument '$1'" ;;
  esac
  shift 2
done

agent=agent/target/headroom-agent.jar
demo=demo-app/target/headroom-demo.jar

# The jars are made when one is missing or older than anything it is made of.
stale() {
  [[ ! -f $1 ]] || [[ -n $(find pom.xml "$2/pom.xml" "$2/src/main" -newer "$1" -print -quit) ]]
}
if stale "$agent" agent || stale "$demo" demo-app; then
  echo "Building the agent and the demo ..."
  ./mvnw -q -B package -pl agent,demo-app -am -DskipTests
fi
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

scratch=$(mktemp -d)
cgroup=
scope=()
service_pid=
watch_pid=

# Ends a child of ours: asks, waits up to 3 s, insists.
end() {
  local pid=$1
  kill "$pid" 2>/dev/null || return 0
  for _ in {1..30}; do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

clean_up() {
  trap '' INT TERM HUP
  [[ -z $service_pid ]] || end "$service_pid"
  [[ -z $watch_pid ]] || end "$watch_pid"
  if [[ -n $cgroup ]]; then
    # Busy for a moment after its last process is gone.
    for _ in {1..30}; do
      rmdir "$cgroup" 2>/dev/null && break
      sleep 0.1
    done
    [[ ! -d $cgroup ]] || echo "demo.sh: $cgroup could not be removed" >&2
  fi
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'echo; exit 130' INT
trap 'exit 143' TERM HUP

# The mount point of a cgroup file system whose super options (v1) or type (v2) match, from
# mountinfo: fields after " - " are type, source, super options. The root mount is the one wanted.
mount_of() {
  awk -v type="$1" -v option="$2" '{
    for (i = 7; i < NF && $i != "-"; i++);
    if ($(i + 1) == type && (option == "" || ("," $(i + 3) ",") ~ ("," option ","))) {
      print $5
      exit
    }
  }' /proc/self/mountinfo
}

# Makes a v1 memory cgroup below this shell's own.
make_v1() {
  local own mount group
  own=$(awk -F: '("," $2 ",") ~ /,memory,/ { sub(/^[^:]*:[^:]*:/, ""); print }' /proc/self/cgroup)
  mount=$(mount_of cgroup memory)
  [[ -n $own && -n $mount ]] || return 1
  # In a container the mount's root is the container's own group, whatever the path says.
  [[ -d $mount$own ]] || own=
  group=${mount}${own%/}/headroom-demo.$$
  mkdir "$group" 2>/dev/null || return 1
  cgroup=$group
  echo "$limit" 2>/dev/null >"$group/memory.limit_in_bytes"
}

# Makes a v2 cgroup in the nearest ancestor that already hands the memory controller to its
# children: a group that holds processes cannot start to do so ("no internal processes").
make_v2() {
  local own mount parent
  own=$(sed -n 's/^0:://p' /proc/self/cgroup)
  mount=$(mount_of cgroup2 '')
  [[ -n $own && -n $mount ]] || return 1
  [[ -d $mount$own ]] || own=
  parent=$mount${own%/}
  while ! grep -qw memory "$parent/cgroup.subtree_control" 2>/dev/null; do
    [[ $parent != "$mount" ]] || return 1
    parent=${parent%/*}
  done
  mkdir "$parent/headroom-demo.$$" 2>/dev/null || return 1
  cgroup=$parent/headroom-demo.$$
  echo "$limit" 2>/dev/null >"$cgroup/memory.max"
}

# Forgets a group that could be made but not limited.
unmake() {
  [[ -z $cgroup ]] || rmdir "$cgroup" 2>/dev/null || true
  cgroup=
}

# systemd hands the memory controller to users on v2 only.
make_scope() {
  local user=(--user)
  ((EUID == 0)) && user=()
  command -v systemd-run >/dev/null && [[ -f /sys/fs/cgroup/cgroup.controllers ]] || return 1
  scope=(systemd-run ${user[@]+"${user[@]}"} --scope -q -p "MemoryMax=$limit" --)
  "${scope[@]}" true 2>/dev/null || { scope=(); return 1; }
}

if make_v1; then
  echo "Memory cgroup (v1): $cgroup, limit $((limit >> 20)) MiB"
elif unmake; make_v2; then
  echo "Memory cgroup (v2): $cgroup, limit $((limit >> 20)) MiB"
elif unmake; make_scope; then
  echo "Memory cgroup: a systemd scope, limit $((limit >> 20)) MiB"
else
  echo "No memory cgroup could be made here (it takes root, or a systemd user session on cgroup v2):"
  echo "the service runs without a limit of its own; the same figures come, against the limit it has."
fi

# The first directory that is on a disk and can be written: files on tmpfs are memory themselves.
data=
for directory in "${TMPDIR:-/tmp}" /var/tmp demo-app/target; do
  type=$(stat -f -c %T "$directory" 2>/dev/null) || continue
  if [[ $type != tmpfs && $type != ramfs && -w $directory ]]; then
    data=$directory
    break
  fi
done
[[ -n $data ]] || { echo "demo.sh: no writable directory on a disk for the data file" >&2; exit 1; }

watch=(--port "$port" --address-file "$scratch/address" --service-output "$scratch/service.log")
phases=()
if [[ -n $seconds ]]; then
  watch+=(--seconds "$seconds")
  # All phases are to be seen, none slower than without --seconds; the rest of the time is the hold's.
  share=$((seconds < 90 ? seconds : 90))
  phases=(--idle-seconds $((share / 15)) --file-seconds $((share * 35 / 100))
    --heap-seconds $((share * 22 / 100)) --native-seconds $((share * 22 / 100)))
fi
[[ -t 1 ]] && watch+=(--view block)

: >"$scratch/service.log"
"$java" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "$demo" watch "${watch[@]}" &
watch_pid=$!
until [[ -f $scratch/address ]]; do
  kill -0 "$watch_pid" 2>/dev/null || { wait "$watch_pid" || exit 1; }
  sleep 0.1
done

# A heap of 45 % of the limit and direct memory of 42 % bound the service, whatever its arguments are.
service=("${scope[@]+"${scope[@]}"}" "$java"
  "-Xmx$((limit * 45 / 100))" "-Xmn$((limit / 16))" -XX:+UseSerialGC
  "-XX:MaxDirectMemorySize=$((limit * 42 / 100))" -XX:NativeMemoryTracking=summary
  "-javaagent:$agent=metrics=full" -jar "$demo" service --limit "$limit" --directory "$data"
  ${phases[@]+"${phases[@]}"})
(
  [[ -z $cgroup ]] || echo "$BASHPID" >"$cgroup/cgroup.procs"
  export OTEL_EXPORTER_OTLP_ENDPOINT OTEL_METRIC_EXPORT_INTERVAL=1000
  export OTEL_SERVICE_NAME=headroom-demo-service
  OTEL_EXPORTER_OTLP_ENDPOINT=$(<"$scratch/address")
  exec "${service[@]}"
) >"$scratch/service.log" 2>"$scratch/service.err" &
service_pid=$!

# The watch ends by itself, by --seconds or by an error; before it, the service must not end.
status=0
wait -n "$watch_pid" "$service_pid" || status=$?
if kill -0 "$watch_pid" 2>/dev/null; then
  echo "demo.sh: the demo service ended before its time, exit status $status" >&2
  tail -n 20 "$scratch/service.err" >&2
  exit 1
fi
watch_pid=
if ((status != 0)) && [[ -s $scratch/service.err ]]; then
  echo "The output of the service and its agent on stderr:" >&2
  tail -n 20 "$scratch/service.err" >&2
fi
exit "$status"
