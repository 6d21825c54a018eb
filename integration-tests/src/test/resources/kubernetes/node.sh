# sh node.sh PIECE CGROUP: a node of Kubernetes in the directory it is started in, until its standard input ends.
#
# It runs as the first process of pid, mount and network namespaces of its own: with it all its processes end, and
# its mounts go. The directory has containerd.toml, images (one "TAR NAME" a line), and gets lib, log, run.
set -eu
PIECE=$1 CGROUP=$2
DIR=$PWD
export PATH="$PIECE/bin:/usr/sbin:/usr/bin:/sbin:/bin" LD_LIBRARY_PATH="$PIECE/lib"

# What the kubelet sets on its node is the machine's: it finds it set already, in files of ours.
while read -r name value; do
  if [ -e "/proc/sys/$name" ]; then
    echo "$value" >"$DIR/sysctl-$(basename "$name")"
    mount --bind "$DIR/sysctl-$(basename "$name")" "/proc/sys/$name"
  fi
done <<'SYSCTL'
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
SYSCTL
# Its directories are these, the machine's are not in sight.
mkdir -p lib log run manifests plugins certificates
mount --bind lib /var/lib
mount --bind log /var/log
mount --bind run /run
busybox ip link set lo up

for hierarchy in /sys/fs/cgroup/*/; do
  [ -e "$hierarchy/tasks" ] || continue
  mkdir -p "$hierarchy/$CGROUP"
  for file in cpuset.cpus cpuset.mems; do
    [ ! -e "$hierarchy/$file" ] || cat "$hierarchy/$file" >"$hierarchy/$CGROUP/$file"
  done
done

containerd --config containerd.toml >containerd.log 2>&1 &
tries=0
until timeout 5 ctr --address /run/containerd/containerd.sock version >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ $tries -lt 300 ] || { echo "containerd does not answer" >&2; exit 1; }
  sleep 0.1
done
while read -r tar name; do
  ctr --address /run/containerd/containerd.sock --namespace k8s.io images import --no-unpack --base-name "${name%:*}" "$tar" >imported 2>&1 || { cat imported >&2; exit 1; }
  # The name by which it was imported ends in the tag that the tar has.
  found=$(ctr --address /run/containerd/containerd.sock --namespace k8s.io images list -q | grep "^${name%:*}:" | head -1)
  [ "$found" = "$name" ] || ctr --address /run/containerd/containerd.sock --namespace k8s.io images tag "$found" "$name" >/dev/null
done <images

# It asks a cloud's metadata service for credentials at its start, otherwise.
export AWS_EC2_METADATA_DISABLED=true
kubelet --pod-manifest-path="$DIR/manifests" --file-check-frequency=1s --sync-frequency=1s \
  --address=127.0.0.1 --read-only-port=10255 --healthz-port=0 --hostname-override=node \
  --container-runtime=remote --container-runtime-endpoint=unix:///run/containerd/containerd.sock \
  --cgroup-driver=cgroupfs --cgroup-root="/$CGROUP" --fail-swap-on=false --make-iptables-util-chains=false \
  --eviction-hard= --image-gc-high-threshold=100 --volume-plugin-dir="$DIR/plugins" --cert-dir="$DIR/certificates" \
  >kubelet.log 2>&1 &
echo started >started
cat >/dev/null
