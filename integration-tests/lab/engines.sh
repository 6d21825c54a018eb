#!/usr/bin/env bash
# Container engines for engines.sh: Docker and Podman of Debian bookworm with containerd and runc, and gVisor's runsc of its
# backports; unpacked into the cache, never installed.
set -euo pipefail
. "$(dirname "$0")/piece.sh"
. "$(dirname "$0")/debian.sh"

build() {
  local out=$1 program
  debian_setup bookworm bookworm-backports
  debian_unpack "$out/root" docker.io/bookworm podman/bookworm conmon/bookworm containerd/bookworm runc/bookworm runsc/bookworm-backports \
    golang-github-containers-common/bookworm golang-github-containers-image/bookworm busybox-static/bookworm \
    libseccomp2/bookworm libgpgme11/bookworm libassuan0/bookworm libgpg-error0/bookworm libsubid4/bookworm libdevmapper1.02.1/bookworm
  mkdir "$out/bin" "$out/lib" "$out/etc"
  cp "$out"/root/usr/bin/{docker,podman,conmon,containerd,containerd-shim-runc-v2,runsc} \
    "$out"/root/usr/sbin/{dockerd,runc} "$out/root/bin/busybox" "$out/bin/"
  # Not installed on every machine; the programs find them by LD_LIBRARY_PATH.
  find "$out/root" -path '*/x86_64-linux-gnu/*.so.*' -exec cp -L -n {} "$out/lib/" \;
  cp -r "$out/root/etc/containers" "$out/etc/"
  rm -rf "$out/root"
  export LD_LIBRARY_PATH=$out/lib
  for program in dockerd docker podman runsc runc; do
    step "the $program of Debian bookworm" "$out/bin/$program" --version
  done
  unset LD_LIBRARY_PATH
  debian_clean
}

provide engines
