#!/bin/sh
# Copies what a process sees of its memory cgroup into a tree that `show --root DIR` reads.
#
#   [PID=1] capture.sh DIR WHERE...
#
# DIR becomes the root of the tree: proc/self, which is PID or this very process, what /proc and /sys
# have of memory and swap, and, below every mount of a hierarchy that has (or may have) the memory
# controller, the directories that lead to the process with their memory files. WHERE goes into
# DIR/captured.txt. Needs a POSIX shell with awk, find and grep; busybox is enough, so it runs in any
# container.
set -eu
pid=${PID:-$$}
dir=$1
shift
mkdir -p "$dir/proc/self"
printf '%s\n' "$*" >"$dir/captured.txt"
for file in cgroup mountinfo stat status oom_score_adj; do
  cat "/proc/$pid/$file" >"$dir/proc/self/$file"
done
for file in /proc/meminfo /proc/sys/vm/swappiness /sys/module/zswap/parameters/enabled; do
  if [ -r "$file" ]; then
    mkdir -p "$dir${file%/*}"
    cat "$file" >"$dir$file"
  fi
done

copy_directory() { # the files of one cgroup directory that the agent reads
  mkdir -p "$dir$1"
  for file in cgroup.procs cgroup.controllers cgroup.type memory.current memory.max memory.high \
    memory.swap.current memory.swap.max memory.peak memory.stat memory.events memory.oom.group \
    memory.pressure memory.usage_in_bytes memory.limit_in_bytes memory.max_usage_in_bytes \
    memory.failcnt memory.use_hierarchy memory.kmem.usage_in_bytes memory.oom_control \
    memory.memsw.usage_in_bytes memory.memsw.limit_in_bytes memory.swappiness \
    memory.zswap.current memory.zswap.max memory.zswap.writeback; do
    if [ -f "$1/$file" ]; then # a threaded cgroup refuses to tell its processes
      cat "$1/$file" >"$dir$1/$file" 2>/dev/null || rm -f "$dir$1/$file"
    fi
  done
}

awk '{ for (i = 7; i <= NF && $i != "-"; i++); type = $(i + 1) }
  type == "cgroup2" || (type == "cgroup" && $NF ~ /(^|,)memory(,|$)/) { print $5 }' \
  "$dir/proc/self/mountinfo" | sort -u | while read -r escaped; do
  # proc(5): space, tab, newline and backslash are written in octal, which printf reads.
  mount=$(printf "$(printf '%s' "$escaped" | sed 's/%/%%/g')")
  [ -d "$mount" ] || continue
  copy_directory "$mount"
  find "$mount" -type d | while IFS= read -r group; do
    # A threaded cgroup lists its processes in no file of its own, only its threads.
    if cat "$group/cgroup.procs" "$group/cgroup.threads" 2>/dev/null | grep -qx "$pid"; then
      while [ "$group" != "$mount" ]; do
        copy_directory "$group"
        group=${group%/*}
      done
    fi
  done
done
