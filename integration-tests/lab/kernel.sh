#!/usr/bin/env bash
# usage: kernel.sh [bookworm|trixie]
# The guest's kernel: that of a Debian release (bookworm 6.1, trixie 6.12), unpacked, never installed, and an initrd
# that shows it this machine's files. The piece is kernel-RELEASE.
#
# The guest sees the machine's root read-only over 9p; what it writes lies in a tmpfs above it and goes with it.
# A disk with the serial number "swap" is its swap, one with "slow" holds ext4 and is mounted at /slow.
# One directory, headroom.out= on the kernel's command line, is shared for good: run (a script, run as root) is
# read there; log, dmesg and status (the script's exit status, written last) are left there.
set -euo pipefail
. "$(dirname "$0")/piece.sh"
. "$(dirname "$0")/debian.sh"

RELEASE=${1:-bookworm}

# In the order in which they need each other; what a kernel has built in is no module of it (trixie: all of virtio but
# the block device; fscache is part of netfs there).
MODULES="virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci
  netfs fscache 9pnet 9pnet_virtio 9p virtio_blk overlay
  crc16 crc32c_generic libcrc32c mbcache jbd2 ext4"

# Runs from the initrd: mounts the machine's root below a tmpfs and goes there.
initrd_init() {
  cat <<'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t devtmpfs dev /dev
for module in $(cat /modules/order); do insmod "/modules/$module.ko"; done
share="trans=virtio,version=9p2000.L,msize=262144"
mount -t 9p -o "$share,cache=loose,ro" host /lower
mount -t tmpfs above /above
mkdir /above/upper /above/work
mount -t overlay -o lowerdir=/lower,upperdir=/above/upper,workdir=/above/work root /root
out=$(sed -n 's/.*headroom\.out=\([^ ]*\).*/\1/p' /proc/cmdline)
mkdir -p "/root$out" /root/proc /root/sys /root/dev /root/tmp
mount -t 9p -o "$share,cache=none" out "/root$out"
mount --move /proc /root/proc
mount --move /dev /root/dev
cp /bin/busybox /guest-init /root/
exec switch_root /root /busybox sh /guest-init "$out"
INIT
}

# Runs in the machine's root, as process 1.
guest_init() {
  cat <<'INIT'
out=$1
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp
b=/busybox
$b mount -t sysfs sys /sys
$b mount -t cgroup2 cgroup2 /sys/fs/cgroup
$b mount -t tmpfs run /run
$b mkdir -p /dev/shm
$b mount -t tmpfs shm /dev/shm
$b ip link set lo up
for disk in /sys/block/vd*; do
  [ -e "$disk" ] || continue
  device=/dev/${disk##*/}
  case $($b cat "$disk/serial") in
    swap) $b mkswap "$device" >/dev/null; $b swapon "$device" ;;
    slow) $b mkdir -p /slow; $b mount -t ext4 "$device" /slow ;;
  esac
done
cd /tmp
/bin/sh "$out/run" >"$out/log" 2>&1 </dev/null
status=$?
$b dmesg >"$out/dmesg"
echo "$status" >"$out/status"
$b sync
$b poweroff -f
INIT
}

build() {
  local out=$1 ird=$1/initrd package
  command -v cpio >/dev/null || fail "needs cpio (apt-get install cpio)"
  { [ -x /bin/busybox ] && ! ldd /bin/busybox >/dev/null 2>&1; } \
    || fail "needs a static busybox (apt-get install busybox-static)"
  debian_setup "$RELEASE"
  package=$(aptx apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -1)
  [ -n "$package" ] || fail "linux-image-amd64 of Debian $RELEASE names no kernel"
  debian_unpack "$out/package" "$package"
  mv "$out/package/boot"/vmlinuz-* "$out/vmlinuz"
  mkdir -p "$ird"
  guest_init >"$ird/guest-init"
  debian_initrd "$out/package" "$ird" /bin/busybox "$out/initrd.gz"
  rm -rf "$out/package" "$ird"
  debian_clean
}

provide "kernel-$RELEASE"
