#!/usr/bin/env bash
# Prometheus, promtool, Alertmanager and vmagent: Debian trixie's packages, unpacked into the cache.
#
# Debian removes the OTLP receiver from its Prometheus. vmagent takes OTLP and writes to Prometheus' remote-write
# receiver instead.
set -euo pipefail
. "$(dirname "$0")/piece.sh"
. "$(dirname "$0")/debian.sh"

build() {
  local out=$1 program
  debian_setup trixie
  debian_unpack "$out/root" prometheus promtool prometheus-alertmanager victoria-metrics
  for program in prometheus promtool prometheus-alertmanager; do
    cp "$out/root/usr/bin/$program" "$out/"
  done
  cp "$out"/root/usr/bin/vmagent "$out/"
  # Alertmanager reads its templates from /usr/share/prometheus/alertmanager.
  mv "$out/root/usr/share" "$out/share"
  rm -rf "$out/root"
  "$out/promtool" --version || fail "the promtool of Debian trixie does not run here"
  debian_clean
}

provide prometheus
