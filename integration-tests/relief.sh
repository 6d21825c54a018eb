#!/usr/bin/env bash
# Lives with relief and without in real cgroups, and docs/relief-measured.md from them.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
./integration-tests/relief.sh [--only REGEX] [--lives N] [--seconds N] [--jdks N,N] [--beside N] [--list]
Builds the agent and runs lives that the kernel ends without relief, with it and without, and controls
in which there is nothing to do; hours with the defaults. Writes docs/relief-measured.md. Needs root
and cgroup v1. Pauses are those of a quiet machine only where nothing else runs.

  --only REGEX  the kinds of lives whose name has a match
  --lives N     lives of each kind, 3 by default
  --seconds N   after so many a life has lived, 640 by default
  --jdks N,N    17,21,25 and the newest by default; those that are not there are left out
  --beside N    lives beside each other, 2 by default
  --list        the kinds, nothing is run
TEXT
}
guests=none
. integration-tests/lab/classes.sh

classes 512m io.github.headroom.it.relief.ReliefLives ../docs/relief-measured.md "$@"
