#!/usr/bin/env bash
# The agent on other processors and with other sizes of a page, and docs/platforms.md from what it showed.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
./integration-tests/platforms.sh
Builds the agent; gets QEMU, the kernels of arm64 with pages of 4 KiB and of 16 KiB, and Java 17 of arm64
and s390x from Debian's packages (200 MB); boots the kernels by software emulation and has JVMs killed
in them; runs a JVM of s390x by QEMU's user emulation, has it killed, and reads its recording here;
writes docs/platforms.md (fifteen minutes). Nothing but Debian's archive is asked for anything.
Needs Debian on amd64, cpio, the libraries of qemu-system-arm, and for s390x root and cgroup v1; what a
machine cannot offer is skipped, and the document has the reason. Exit status: 0, or 1 when something
was not as it has to be; standard error has it, and the document stays as it was.
TEXT
}
guests=none
. integration-tests/lab/classes.sh
[ $# -eq 0 ] || { usage >&2; exit 2; }

integration-tests/lab/arm64.sh >&2 || true
integration-tests/lab/s390x.sh >&2 || true
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
classes 512m io.github.headroom.it.platforms.Platforms ../docs/platforms.md "$directory"
