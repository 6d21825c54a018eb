#!/usr/bin/env bash
# archives.sh VERSION DIRECTORY: the kit and the chart as archives. The same tree gives the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

version=${1:?usage: release/archives.sh VERSION DIRECTORY}
out=${2:?usage: release/archives.sh VERSION DIRECTORY}
: "${SOURCE_DATE_EPOCH:?is set by release.sh}"

# archive FILE PARENT NAME AS: the directory PARENT/NAME under the name AS.
archive() {
  tar --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
    --transform "s,^$3,$4," -C "$2" -cf - "$3" | gzip -9 -n >"$1"
}

# As `helm package` names it.
archive "$out/headroom-$version.tgz" deploy/helm headroom headroom
archive "$out/headroom-kit.tar.gz" . deploy "headroom-kit-$version"
