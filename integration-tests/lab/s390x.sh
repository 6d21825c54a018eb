#!/usr/bin/env bash
# Java 17 of s390x, which is big endian, for platforms.sh: Debian bookworm's, and QEMU's user emulation, which runs it on this
# machine's kernel. home/bin/java starts it.
set -euo pipefail
. "$(dirname "$0")/piece.sh"
. "$(dirname "$0")/debian.sh"

build() {
  local out=$1 root=$1/root link home
  FOREIGN=s390x
  debian_setup bookworm
  debian_extract "$out/qemu" qemu-user-static/bookworm ./usr/bin/qemu-s390x-static
  mv "$out/qemu/usr/bin" "$out/bin"
  rm -rf "$out/qemu"
  debian_unpack "$root" openjdk-17-jre-headless:s390x/bookworm libc6:s390x/bookworm libgcc-s1:s390x/bookworm \
    libstdc++6:s390x/bookworm zlib1g:s390x/bookworm
  home=$root/usr/lib/jvm/java-17-openjdk-s390x
  # Configuration lies in /etc; the links to it are absolute.
  find "$home" -type l -lname '/etc/*' | while read -r link; do
    ln -sfn "$root$(readlink "$link")" "$link"
  done
  mkdir -p "$out/home/bin"
  printf '#!/bin/sh\nexec %s -L %s %s "$@"\n' "$out/bin/qemu-s390x-static" "$root" "$home/bin/java" >"$out/home/bin/java"
  chmod +x "$out/home/bin/java"
  step "Java 17 of s390x" "$out/home/bin/java" -Xint -version
  debian_clean
}

provide s390x
