#!/usr/bin/env bash
# application.sh kafka|h2|spring-boot|quarkus: an application that the agent is tried on, built from the
# Maven project in the directory of that name with what Maven Central has, by the version in the root pom.
set -euo pipefail
. "$(dirname "$0")/piece.sh"

NAME=${1:?which application: kafka, h2, spring-boot or quarkus}
ROOT=$(cd "$LAB/../.." && pwd)
# -DNAME.version=..., and further ones of the same beginning.
VERSION=$(sed -n "s:^ *<\($NAME\.[a-z0-9.]*version\)>\(.*\)</.*:-D\1=\2:p" "$ROOT/pom.xml")
[ -f "$LAB/$NAME/pom.xml" ] || { echo "no application $NAME" >&2; exit 2; }

build() {
  local out=$1 work=$1/work
  cp -r "$LAB/$NAME" "$work"
  case $NAME in
    kafka | h2)
      maven dependency:copy-dependencies "-DoutputDirectory=$out/lib" -DincludeScope=runtime
      ;;
    spring-boot)
      maven package
      mv "$work/target/application.jar" "$out/"
      ;;
    quarkus)
      maven package
      mv "$work/target/quarkus-app" "$out/"
      ;;
  esac
  rm -rf "$work"
}

maven() {
  # shellcheck disable=SC2086 # one word a property
  step "$NAME from Maven Central" "$ROOT/mvnw" -B -q -f "$work/pom.xml" $VERSION "$@"
}

provide "$NAME"
