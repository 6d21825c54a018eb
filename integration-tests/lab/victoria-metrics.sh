#!/usr/bin/env bash
# VictoriaMetrics, a metrics store that takes OTLP: Debian trixie's package, unpacked into the cache.
set -euo pipefail
. "$(dirname "$0")/piece.sh"
. "$(dirname "$0")/debian.sh"

build() {
  local out=$1
  debian_setup trixie
  debian_unpack "$out/root" victoria-metrics
  cp "$out/root/usr/bin/victoria-metrics" "$out/victoria-metrics"
  rm -rf "$out/root"
  "$out/victoria-metrics" -version || fail "the victoria-metrics of Debian trixie does not run here"
  debian_clean
}

provide victoria-metrics
