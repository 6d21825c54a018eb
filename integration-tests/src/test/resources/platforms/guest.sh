# Runs as process 1 of a guest of lab/arm64.sh: scenes in groups of cgroup v2, each with a directory of evidence in /out.
#
# A group's usage and huge pages are looked at once a second, from outside of it. Of a JVM that is to live the figures are taken while
# it is stopped, so that nothing moves.
/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin
JAVA=/usr/lib/jvm/java-17-openjdk-arm64/bin/java

# begin NAME LIMIT COMMAND...: starts the command in a group with that limit.
begin() {
  scene=/out/$1 group=/sys/fs/cgroup/$1
  mkdir "$scene" "$scene/recordings" "$group"
  echo "$2" >"$group/memory.max"
  shift 2
  HEADROOM_RECORDER_DIR=$scene/recordings HEADROOM_STATUS_FILE=$scene/verdict OTEL_METRICS_EXPORTER=none \
    sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" "$@" >"$scene/stdout" 2>"$scene/stderr" &
  pid=$!
  echo $pid >"$scene/pid"
}

# files DIRECTORY: what the kernel has of the group and the process.
files() {
  mkdir "$1"
  for file in current max stat events peak swap.current swap.max pressure; do
    [ ! -r "$group/memory.$file" ] || cat "$group/memory.$file" >"$1/memory.$file"
  done
  cat "/proc/$pid/statm" >"$1/statm"
  cat "/proc/$pid/status" >"$1/status"
}

# killed NAME LIMIT COMMAND...: until the process has ended.
killed() {
  begin "$@"
  until state=$(cut -d' ' -f3 "/proc/$pid/stat") && [ "$state" = Z ] || [ -z "$state" ]; do
    echo "$(cut -d' ' -f1 /proc/uptime) $(cat "$group/memory.current") $(sed -n 's/^anon_thp //p' "$group/memory.stat")"
    sleep 1
  done >"$scene/looks" 2>/dev/null
  wait $pid
  echo $? >"$scene/exit"
  cat "$group/memory.events" >"$scene/events"
  dmesg -c >"$scene/dmesg"
  $JAVA -XX:TieredStopAtLevel=1 -jar /out/agent.jar report "$scene/recordings" >"$scene/report" 2>&1
}

# lives NAME LIMIT LINES COMMAND...: until it has printed so many lines, and the agent has a verdict.
lives() {
  name=$1 limit=$2 lines=$3
  shift 3
  begin "$name" "$limit" "$@"
  until [ "$(wc -l <"$scene/stdout")" -ge "$lines" ] && grep -q '"verdict": "[^u]' "$scene/verdict"; do sleep 1; done
  kill -STOP $pid
  sleep 5
  files "$scene/before"
  $JAVA -XX:TieredStopAtLevel=1 -jar /out/agent.jar show --pid $pid --json >"$scene/show" 2>"$scene/show.stderr"
  files "$scene/after"
  kill -KILL $pid
  wait $pid
  echo $? >"$scene/exit"
}

mount -t sysfs sys /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs tmp /tmp
mkdir -p /dev/shm
mount -t tmpfs shm /dev/shm
ip link set lo up
echo +memory >/sys/fs/cgroup/cgroup.subtree_control
cd /tmp
# The machine's clock is a module's; its time when it was started is near enough.
date -s "@$(cat /out/now)"
uname -r >/out/kernel
cat /sys/kernel/mm/transparent_hugepage/hpage_pmd_size >/out/pmd_size
dmesg -c >/out/boot
(. /out/scenes) >/out/log 2>&1
dmesg >/out/dmesg
echo done >/out/status
sync
poweroff -f
