#!/usr/bin/env bash
# Pictures of the dashboards, drawn by Perses from what some services really published.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
./integration-tests/dashboards.sh [MINUTES]
Builds the agent and a page of Perses' packages (npm, a minute), starts VictoriaMetrics and six services with
the agent in cgroups with limits, lets them work for MINUTES (default 12; one is killed and
started again), and takes docs/images/dashboard-fleet.png and dashboard-container.png with Chromium.
Needs root, Debian on amd64, cgroup v1, npm and chromium.
TEXT
}
guests=none
. integration-tests/lab/classes.sh
[ $# -le 1 ] || { usage >&2; exit 2; }

integration-tests/lab/victoria-metrics.sh >&2
integration-tests/lab/perses.sh >&2
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
classes 256m io.github.headroom.it.deploy.DashboardPictures ../docs/images "$directory" "${1:-12}"
