#!/usr/bin/env bash
# The image that brings the agent into pods, without a container engine.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
usage: release/image.sh [--jar JAR] [--output IMAGE.tar] [--push REGISTRY/REPOSITORY:TAG]...

Writes an OCI image layout as a tar, for linux on amd64, arm64, ppc64le and s390x, and pushes it where it is told to. The image has
  /javaagent.jar                    as the OpenTelemetry operator's spec.java.image has it
  /extensions/headroom-agent.jar    for the operator's spec.java.extensions, dir /extensions
  /headroom-agent.jar               for manifests of one's own and for image volumes
  /bin/cp                           a static program, the only one
The three are one file. Equal input gives equal bytes.

  --jar JAR            default agent/target/headroom-agent.jar
  --output IMAGE.tar   default target/headroom-agent-image.tar
  --push ...           https; http to localhost and 127.0.0.1. REGISTRY_USERNAME and REGISTRY_PASSWORD, where it asks for them

The tar goes into containerd with `ctr -n k8s.io images import --base-name REGISTRY/REPOSITORY IMAGE.tar`.
Needs a JDK 17 or newer; cp is compiled once, by Debian's Clang (integration-tests/lab/image-cp.sh).
TEXT
}

jar=agent/target/headroom-agent.jar output=target/headroom-agent-image.tar push=()
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --jar | --output | --push) [ $# -gt 1 ] || { usage >&2; exit 2; } ;;&
    --jar) jar=$2; shift 2 ;;
    --output) output=$2; shift 2 ;;
    --push) push+=("$2"); shift 2 ;;
    *) usage >&2; exit 2 ;;
  esac
done

property() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" pom.xml | head -1; }

[ -f "$jar" ] || { echo "image.sh: $jar does not exist; ./mvnw -q -B package -pl agent -DskipTests builds it" >&2; exit 1; }
integration-tests/lab/image-cp.sh >&2 || exit 1
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml | head -1)
time=$(date -ud "$(property project.build.outputTimestamp)" +%s)
mkdir -p "$(dirname "$output")"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
"$java" release/OciImage.java "$jar" "${XDG_CACHE_HOME:-$HOME/.cache}/headroom/image-cp" "$version" \
  "$(git rev-parse HEAD 2>/dev/null || echo unknown)" "$(property project.site)" "$time" "$output"
echo "$output sha256:$(sha256sum <"$output" | cut -d' ' -f1)"
if [ ${#push[@]} -gt 0 ]; then "$java" release/OciPush.java "$output" "${push[@]}"; fi
