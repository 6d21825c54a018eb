#!/usr/bin/env bash
# A picture of what the agent published in a scene: the demo's page with the scene's exports.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: integration-tests/picture.sh EVIDENCE IMAGE.png [WIDTHxHEIGHT]

EVIDENCE is the directory of a scene that integration-tests/kills.sh ran. Its exports are sent to
the demo's receiver and the page is taken with Chromium, in the given size (default 1280x800).
TEXT
}

[ $# -ge 2 ] && [ $# -le 3 ] || { usage >&2; exit 2; }
evidence=$1
image=$(realpath "$2")
size=${3:-1280x800}
jar=$(dirname "$0")/../demo-app/target/headroom-demo.jar
[ -d "$evidence/exports" ] || { echo "$evidence/exports: no such directory; expected a scene's evidence" >&2; exit 2; }
[ -f "$jar" ] || { echo "$jar is missing: ./mvnw package -pl demo-app makes it" >&2; exit 2; }
chromium=$(command -v chromium || command -v google-chrome) || { echo "no chromium on PATH" >&2; exit 2; }

scratch=$(mktemp -d)
java -jar "$jar" watch --address-file "$scratch/address" >"$scratch/log" 2>&1 &
receiver=$!
trap 'kill "$receiver" 2>/dev/null || true; wait; rm -rf "$scratch"' EXIT
until [ -s "$scratch/address" ]; do
  kill -0 "$receiver" 2>/dev/null || { cat "$scratch/log" >&2; exit 1; }
  sleep 0.1
done
address=$(cat "$scratch/address")
for export in "$evidence"/exports/[0-9]*; do
  curl -sSf -o /dev/null -H 'Content-Type: application/x-protobuf' --data-binary "@$export" "$address/v1/metrics"
done
"$chromium" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars \
  --user-data-dir="$scratch/profile" --window-size="${size/x/,}" --virtual-time-budget=4000 \
  --screenshot="$image" "$address" >"$scratch/chromium" 2>&1 || { cat "$scratch/chromium" >&2; exit 1; }
[ -s "$image" ] || { cat "$scratch/chromium" >&2; exit 1; }
echo "$image"
