#!/usr/bin/env bash
# maven.sh otel-javaagent|wildfly-core|tomcat|open-liberty: something that runs in the same JVM as the
# agent, from Maven Central, by the version that the root pom has for it.
set -euo pipefail
. "$(dirname "$0")/piece.sh"

NAME=${1:?which piece: otel-javaagent, wildfly-core, tomcat or open-liberty}
ROOT=$(cd "$LAB/../.." && pwd)
VERSION=$(sed -n "s:.*<$NAME\.version>\(.*\)</$NAME\.version>.*:\1:p" "$ROOT/pom.xml")

case $NAME in
  otel-javaagent) ARTIFACT=io.opentelemetry.javaagent:opentelemetry-javaagent:$VERSION ;;
  wildfly-core) ARTIFACT=org.wildfly.core:wildfly-core-dist:$VERSION:zip ;;
  tomcat) ARTIFACT=org.apache.tomcat:tomcat:$VERSION:zip ;;
  open-liberty) ARTIFACT=io.openliberty:openliberty-runtime:$VERSION:zip ;;
  *) echo "no piece $NAME" >&2; exit 2 ;;
esac

build() {
  local out=$1 goal=unpack
  [ "$NAME" = otel-javaagent ] && goal=copy
  step "$ARTIFACT from Maven Central" "$ROOT/mvnw" -B -q -N -f "$ROOT/pom.xml" "dependency:$goal" \
    "-Dartifact=$ARTIFACT" "-DoutputDirectory=$out/files" -Dmdep.stripVersion=true
  # A zip holds one directory, named by its version: it gets a name that tests know.
  if [ "$goal" = unpack ]; then
    mv "$out"/files/* "$out/home"
    rmdir "$out/files"
  fi
}

provide "$NAME"
