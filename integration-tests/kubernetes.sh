#!/usr/bin/env bash
# A real Kubernetes of one node with the agent in its pods, and docs/kubernetes.md from what it showed.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
./integration-tests/kubernetes.sh
Builds the agent, and Kubernetes 1.20 from Debian's source package where it is not in the cache (twenty
minutes of a processor); starts etcd, kube-apiserver, kube-controller-manager, kube-scheduler, the
kubelet and containerd; applies deploy/kubernetes and the chart, has pods killed, and writes
docs/kubernetes.md (five minutes). All of it runs in network, mount and process namespaces and in
cgroups of its own, which end with it; nothing but Debian's archive is asked for anything.
Needs root, Debian on amd64, cgroup v1 and openssl. Exit status: 0, or 1 when something was not as it
has to be; standard error has it, and the document stays as it was.
TEXT
}
guests=none
. integration-tests/lab/classes.sh
[ $# -eq 0 ] || { usage >&2; exit 2; }

lab=integration-tests/lab
"$lab/kubectl.sh" >&2
"$lab/image-cp.sh" >&2
"$lab/maven.sh" otel-javaagent >&2
"$lab/kubernetes.sh" node >&2
# Without the clouds, which are a third of the sources: nothing of them is here.
GOFLAGS=-tags=providerless "$lab/kubernetes.sh" control-plane >&2
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
classes 512m io.github.headroom.it.kubernetes.Cluster ../docs/kubernetes.md "$directory"
