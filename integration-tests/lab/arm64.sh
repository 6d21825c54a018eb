#!/usr/bin/env bash
# arm64 machines for platforms.sh: QEMU, the kernels of Debian trixie with pages of 4 KiB and of 16 KiB, and a root with Debian
# bookworm's Java 17 of arm64; unpacked into the cache, never installed.
#
# The guest sees the root read-only over 9p; what it writes lies in a tmpfs above it and goes with it. Two directories of this
# machine are shared: /out, where the guest finds a script, run, and leaves what it has seen, and /files, which it reads through its
# page cache.
set -euo pipefail
. "$(dirname "$0")/piece.sh"
. "$(dirname "$0")/debian.sh"

# In the order in which they need each other; what a kernel has built in is no module of it.
MODULES="virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci netfs fscache 9pnet 9pnet_virtio 9p overlay"

initrd_init() {
  cat <<'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t devtmpfs dev /dev
for module in $(cat /modules/order); do insmod "/modules/$module.ko"; done
share=trans=virtio,version=9p2000.L,msize=262144
mount -t 9p -o "$share,cache=loose,ro" root /lower
mount -t tmpfs above /above
mkdir /above/upper /above/work
mount -t overlay -o lowerdir=/lower,upperdir=/above/upper,workdir=/above/work root /root
mkdir -p /root/proc /root/sys /root/dev /root/tmp /root/run /root/out /root/files
mount -t 9p -o "$share,cache=none" out /root/out
mount -t 9p -o "$share,cache=loose,ro" files /root/files
mount --move /proc /root/proc
mount --move /dev /root/dev
exec switch_root /root /bin/busybox sh /out/run
INIT
}

kernel() {
  local out=$1 meta=$2 name=$3 package module patterns=('./boot/vmlinuz-*')
  package=$(aptx apt-cache depends "$meta:arm64" | sed -n 's/^ *Depends: \(linux-image-[0-9][^:]*\).*/\1/p' | head -1)
  [ -n "$package" ] || fail "$meta of Debian trixie names no kernel"
  for module in $MODULES; do patterns+=("*/$module.ko*"); done
  debian_extract "$out/package" "$package:arm64/trixie" "${patterns[@]}"
  mv "$out/package/boot"/vmlinuz-* "$out/vmlinuz-$name" || fail "$package has no kernel in /boot"
  debian_initrd "$out/package" "$out/package/ird" "$ROOT/bin/busybox" "$out/initrd-$name.gz"
  rm -rf "$out/package"
}

build() {
  local out=$1
  ROOT=$1/root
  command -v cpio >/dev/null || fail "needs cpio (apt-get install cpio)"
  FOREIGN=arm64
  debian_setup bookworm trixie
  debian_extract "$out/qemu" qemu-system-arm/bookworm ./usr/bin/qemu-system-aarch64
  mv "$out/qemu/usr/bin" "$out/bin"
  rm -rf "$out/qemu"
  step "qemu-system-aarch64 (apt-get install qemu-system-arm brings the libraries it needs)" "$out/bin/qemu-system-aarch64" --version
  debian_unpack "$ROOT" openjdk-17-jre-headless:arm64/bookworm libc6:arm64/bookworm libgcc-s1:arm64/bookworm \
    libstdc++6:arm64/bookworm zlib1g:arm64/bookworm busybox-static:arm64/bookworm
  rm -rf "$ROOT/usr/share/doc" "$ROOT/usr/share/man"
  kernel "$out" linux-image-arm64 4k
  kernel "$out" linux-image-arm64-16k 16k
  debian_clean
}

provide arm64
