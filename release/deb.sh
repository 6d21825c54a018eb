#!/usr/bin/env bash
# deb.sh VERSION JAR DIRECTORY: the package for Debian and Ubuntu. Equal input gives equal bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

version=${1:?usage: release/deb.sh VERSION JAR DIRECTORY}
jar=${2:?usage: release/deb.sh VERSION JAR DIRECTORY}
out=${3:?usage: release/deb.sh VERSION JAR DIRECTORY}
: "${SOURCE_DATE_EPOCH:?is set by release.sh}"

# 1.0.0-rc.1 comes before 1.0.0.
version=${version/-/\~}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
doc=$root/usr/share/doc/headroom-agent

install -D -m 644 "$jar" "$root/usr/share/java/headroom-agent.jar"
install -D -m 644 release/deb/headroom.conf "$doc/examples/headroom.conf"
install -D -m 644 release/deb/copyright "$doc/copyright"
install -D -m 644 NOTICE "$doc/NOTICE"
mkdir -p "$root/usr/share/man/man8" "$root/DEBIAN"
gzip -9 -n <CHANGELOG.md >"$doc/changelog.gz"
gzip -9 -n <release/deb/headroom-agent.8 >"$root/usr/share/man/man8/headroom-agent.8.gz"
site=$(sed -n 's:.*<project.site>\(.*\)</project.site>.*:\1:p' pom.xml)
size=$(find "$root/usr" -type f -printf '%s\n' | awk '{ n += int(($1 + 1023) / 1024) } END { print n }')
sed "s|@VERSION@|$version|; s|@SIZE@|$size|; s|@SITE@|$site|" release/deb/control >"$root/DEBIAN/control"
(cd "$root" && find usr -type f | LC_ALL=C sort | xargs md5sum >DEBIAN/md5sums)
find "$root" -type d -exec chmod 755 {} +
find "$root" -type f -exec chmod 644 {} +
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
# One thread: xz's blocks, and so its bytes, depend on their number.
dpkg-deb --root-owner-group --threads-max=1 -Zxz --build "$root" "$out/headroom-agent_${version}_all.deb" >/dev/null
