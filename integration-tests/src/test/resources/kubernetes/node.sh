# sh node.sh PIECE CGROUP [CONTROL-PLANE KUBECTL]: a node of Kubernetes in the directory it is started in, until its standard
# input ends; with the piece that has the control plane, a cluster of this node, with a network for its pods.
#
# It runs as the first process of pid, mount and network namespaces of its own: with it all its processes end, and
# its mounts go. The directory has containerd.toml, images (one "TAR NAME" a line), and gets lib, log, run.
set -eu
PIECE=$1 CGROUP=$2 CONTROL=${3-} KUBECTL=${4-}
DIR=$PWD
export PATH="$PIECE/bin:${CONTROL:-$PIECE}/bin:/usr/sbin:/usr/bin:/sbin:/bin" LD_LIBRARY_PATH="$PIECE/lib"

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
  # The pods are not one task among the machine's.
  [ ! -e "$hierarchy/$CGROUP/cpu.shares" ] || echo $((1024 * $(nproc))) >"$hierarchy/$CGROUP/cpu.shares"
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

if [ -n "$CONTROL" ]; then
  # The address of the node is the bridge's, which the CNI plugin finds there.
  busybox ip link add cni0 type bridge
  busybox ip address add 10.88.0.1/24 dev cni0
  busybox ip link set cni0 up
  # The kubelet takes the address of the default route's device for the node's.
  busybox ip route add default dev cni0
  mkdir -p lib/cni/conf etcd
  cat >lib/cni/conf/10-pods.conf <<'CNI'
{"cniVersion": "0.4.0", "name": "pods", "type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": false,
 "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.88.0.0/24", "rangeStart": "10.88.0.10"}]]}}
CNI
  openssl genrsa -out accounts.key 2048 2>/dev/null
  echo 'admin-token,admin,admin,"system:masters"' >tokens.csv
  cat >admin.yaml <<'CONFIG'
apiVersion: v1
kind: Config
clusters: [{name: lab, cluster: {server: "https://127.0.0.1:6443", insecure-skip-tls-verify: true}}]
users: [{name: admin, user: {token: admin-token}}]
contexts: [{name: lab, context: {cluster: lab, user: admin}}]
current-context: lab
CONFIG
  etcd --data-dir "$DIR/etcd" --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 >etcd.log 2>&1 &
  kube-apiserver --etcd-servers=http://127.0.0.1:2379 --secure-port=6443 --cert-dir="$DIR/certificates" \
    --advertise-address=10.88.0.1 --token-auth-file=tokens.csv --authorization-mode=AlwaysAllow \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file=accounts.key \
    --service-account-signing-key-file=accounts.key --disable-admission-plugins=ServiceAccount \
    --kubelet-preferred-address-types=InternalIP --service-cluster-ip-range=10.96.0.0/16 >apiserver.log 2>&1 &
  tries=0
  until "$KUBECTL" --kubeconfig admin.yaml get --raw /readyz >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || { echo "kube-apiserver does not answer" >&2; exit 1; }
    sleep 0.5
  done
  kube-controller-manager --kubeconfig=admin.yaml --leader-elect=false --service-account-private-key-file=accounts.key \
    >controller-manager.log 2>&1 &
  kube-scheduler --kubeconfig=admin.yaml --leader-elect=false >scheduler.log 2>&1 &
  set -- --kubeconfig=admin.yaml --node-ip=10.88.0.1 --address=0.0.0.0 \
    --cluster-dns=10.88.0.1 --cluster-domain=cluster.local --resolv-conf=
else
  set -- --address=127.0.0.1 --pod-manifest-path="$DIR/manifests" --file-check-frequency=1s
fi

# It asks a cloud's metadata service for credentials at its start, otherwise.
export AWS_EC2_METADATA_DISABLED=true
kubelet "$@" --sync-frequency=1s \
  --read-only-port=10255 --healthz-port=0 --hostname-override=node \
  --container-runtime=remote --container-runtime-endpoint=unix:///run/containerd/containerd.sock \
  --cgroup-driver=cgroupfs --cgroup-root="/$CGROUP" --fail-swap-on=false --make-iptables-util-chains=false \
  --eviction-hard= --image-gc-high-threshold=100 --volume-plugin-dir="$DIR/plugins" --cert-dir="$DIR/certificates" \
  >kubelet.log 2>&1 &
echo started >started
cat >/dev/null
