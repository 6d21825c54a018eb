#!/usr/bin/env bash
# kubernetes.sh [node|control-plane]: a real Kubernetes 1.20, the newest whose whole source Debian has (bookworm).
#
# node: the kubelet, built with Debian's go, and what a node needs from Debian's packages: containerd, runc, the CNI
# plugins, a shell for images (busybox). About six minutes of one processor, once.
# control-plane: kube-apiserver, kube-controller-manager and kube-scheduler, built too, and etcd. About twelve minutes.
set -euo pipefail
. "$(dirname "$0")/piece.sh"
. "$(dirname "$0")/debian.sh"

PART=${1:-node}
RELEASE=v1.20.2

build() {
  local out=$1 tree=$1/tree
  debian_setup bookworm
  case $PART in
    node)
      debian_unpack "$out/root" containerd runc containernetworking-plugins busybox-static libseccomp2 libbtrfs0
      mkdir "$out/bin" "$out/cni"
      cp "$out"/root/usr/bin/{containerd,containerd-shim-runc-v2,ctr} "$out/root/usr/sbin/runc" "$out/root/bin/busybox" "$out/bin/"
      cp "$out"/root/usr/lib/cni/{bridge,host-local,loopback} "$out/cni/"
      # Not installed on every machine; containerd and runc find them by LD_LIBRARY_PATH.
      mkdir "$out/lib"
      cp -L "$out"/root/usr/lib/x86_64-linux-gnu/{libseccomp,libbtrfs}.so.[0-9] "$out/lib/"
      rm -rf "$out/root"
      go_tree "$tree"
      go_build "$out/bin" kubelet
      step "the kubelet that was built" "$out/bin/kubelet" --version
      ;;
    control-plane)
      debian_unpack "$out/root" etcd-server etcd-client
      mkdir "$out/bin"
      cp "$out"/root/usr/bin/etcd "$out/bin/"
      rm -rf "$out/root"
      go_tree "$tree"
      openapi
      go_build "$out/bin" kube-apiserver kube-controller-manager kube-scheduler
      step "the kube-apiserver that was built" "$out/bin/kube-apiserver" --version
      ;;
    *) fail "no part $PART of Kubernetes" ;;
  esac
  rm -rf "$tree"
  debian_clean
}

# go_tree DIRECTORY: Kubernetes' sources with all they import, as a GOPATH, and the go that builds them.
go_tree() {
  local tree=$1
  debian_unpack "$tree/go" golang-1.19-go golang-1.19-src golang-github-modern-go-reflect2-dev
  # The package keeps the sources apart from the tools; the links between them are absolute.
  ln -sfn "$tree/go/usr/share/go-1.19/src" "$tree/go/usr/lib/go-1.19/src"
  [ ! -d "$tree/go/usr/share/go-1.19/pkg/include" ] \
    || { mkdir -p "$tree/go/usr/lib/go-1.19/pkg"; ln -sfn "$tree/go/usr/share/go-1.19/pkg/include" "$tree/go/usr/lib/go-1.19/pkg/include"; }
  debian_source "$tree/path/src/k8s.io/kubernetes" kubernetes bookworm
  # Its own reflect2 crashes with go 1.18 and newer.
  rm -rf "$tree/path/src/k8s.io/kubernetes/vendor/github.com/modern-go/reflect2"
  cp -r "$tree/go/usr/share/gocode/src/github.com/modern-go/reflect2" "$tree/path/src/k8s.io/kubernetes/vendor/github.com/modern-go/"
  export HOME=$tree GOCACHE=$tree/cache GOTMPDIR=$tree GOROOT=$tree/go/usr/lib/go-1.19 GOPATH=$tree/path
  export GO111MODULE=off GOFLAGS="${GOFLAGS-}" CGO_ENABLED=0 PATH=$tree/go/usr/lib/go-1.19/bin:$PATH
}

# openapi: writes the definitions of all types, which the source does not have and kube-apiserver imports.
openapi() {
  local header=hack/boilerplate/boilerplate.generatego.txt inputs
  cd "$GOPATH/src/k8s.io/kubernetes"
  step "go build of openapi-gen" nice go build -o "$GOPATH/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
  # The types that are in the API, as the Makefile finds them; those of staging are imported by way of vendor.
  inputs=$(grep -rl --include='*.go' --exclude-dir=_output --exclude-dir=test --exclude-dir=third_party --exclude-dir=hack \
    '^// +k8s:openapi-gen=true' pkg cmd staging/src/k8s.io | xargs -n1 dirname | sort -u \
    | grep -v -E '/(code-generator|sample-controller|sample-apiserver|apiextensions-apiserver/examples)(/|$)' \
    | sed 's:^staging/src/:vendor/:; s:^:k8s.io/kubernetes/:' | paste -sd, -)
  step "openapi-gen" nice "$GOPATH/openapi-gen" --go-header-file "$header" --input-dirs "$inputs" \
    --output-base "$GOPATH/src" --output-package k8s.io/kubernetes/pkg/generated/openapi \
    --output-file-base zz_generated.openapi --report-filename "$GOPATH/violations"
  cd /
}

# go_build DIRECTORY COMMAND...
go_build() {
  local into=$1 command version=k8s.io/kubernetes/vendor/k8s.io/component-base/version
  shift
  cd "$GOPATH/src/k8s.io/kubernetes"
  for command in "$@"; do
    step "go build of $command" nice go build -trimpath -o "$into/$command" \
      -ldflags="-s -w -X $version.gitVersion=$RELEASE -X $version.gitMajor=1 -X $version.gitMinor=20" \
      "./cmd/$command"
  done
  cd /
}

provide "kubernetes-$PART"
