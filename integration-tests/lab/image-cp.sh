#!/usr/bin/env bash
# The cp of the image, release/cp.c, for each architecture: compiled by Debian bookworm's Clang 14, which stays the same, so
# that the same source gives the same bytes.
set -euo pipefail
. "$(dirname "$0")/piece.sh"
. "$(dirname "$0")/debian.sh"

SOURCE=$(cd "$LAB/../.." && pwd)/release/cp.c
VERSION=$(sha256sum <"$SOURCE")

build() {
  local out=$1 root=$1/root llvm target linker
  debian_setup bookworm
  debian_unpack "$root" clang-14 lld-14 libclang-cpp14 libllvm14 libclang-common-14-dev libz3-4 libedit2 libxml2 libicu72 libbsd0 \
    libmd0 binutils-s390x-linux-gnu libbinutils binutils-common libjansson4
  llvm=$root/usr/lib/llvm-14/bin
  export LD_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu:$root/usr/lib/llvm-14/lib
  for target in amd64:x86_64 arm64:aarch64 ppc64le:powerpc64le s390x:s390x; do
    # Clang's linker learnt s390x after version 14.
    linker=$llvm/ld.lld
    [ "${target%%:*}" = s390x ] && linker=$root/usr/bin/s390x-linux-gnu-ld
    step "cp for ${target%%:*}" "$llvm/clang" "--target=${target##*:}-linux-gnu" -c -Os -std=c11 -Wall -Wextra -Werror -ffreestanding \
      -fno-builtin -fno-pic -fno-stack-protector -fno-asynchronous-unwind-tables -o "$root/cp.o" "$SOURCE"
    step "cp for ${target%%:*}" "$linker" -static -s --build-id=none -z noexecstack -z norelro -o "$out/cp-${target%%:*}" "$root/cp.o"
  done
  unset LD_LIBRARY_PATH
  rm -rf "$root"
  debian_clean
}

provide image-cp
