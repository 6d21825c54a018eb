#!/usr/bin/env bash
# kubectl, for `kubectl kustomize`: Debian trixie's package, unpacked into the cache. No cluster is asked for.
set -euo pipefail
. "$(dirname "$0")/piece.sh"
. "$(dirname "$0")/debian.sh"

build() {
  local out=$1
  debian_setup trixie
  debian_unpack "$out/root" kubectl
  cp "$out/root/usr/bin/kubectl" "$out/"
  rm -rf "$out/root"
  step "the kubectl of Debian trixie" "$out/kubectl" version --client
  debian_clean
}

provide kubectl
