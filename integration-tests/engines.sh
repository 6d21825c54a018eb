#!/usr/bin/env bash
# Real container engines with the agent in their containers, and docs/engines.md from what they showed.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
./integration-tests/engines.sh
Builds the agent, gets Docker, Podman and gVisor from Debian's packages, runs the commands that the
docs have for them and for systemd, has containers and a service killed, and writes docs/engines.md (ten
minutes). All of it runs in network, mount and process namespaces and in cgroups of its own, which
end with it, and systemd in a guest of QEMU, too; nothing but Debian's archive is asked for anything.
Needs root, Debian on amd64, systemd and cgroup v1; where there is no crun, or no qemu-system-x86, busybox-static and
cpio, the document has the reason. Exit status: 0, or 1 when something was not as it has to be;
standard error has it, and the document stays as it was.
TEXT
}
guests=none
. integration-tests/lab/classes.sh
[ $# -eq 0 ] || { usage >&2; exit 2; }

integration-tests/lab/engines.sh >&2
integration-tests/lab/image-cp.sh >&2
integration-tests/lab/kernel.sh bookworm >&2 || true
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
classes 512m io.github.headroom.it.engines.Engines ../docs/engines.md "$directory"
