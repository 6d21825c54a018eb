#!/usr/bin/env bash
# Builds, checks and, with --publish, publishes a release. RELEASING.md has the whole procedure.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'TEXT'
usage: ./release.sh VERSION [--verify] [--publish] [--allow-dirty]

Without --publish it is a dry run: all is built and checked, nothing leaves the machine, neither the work tree
nor the repository changes. The last commit is cloned into target/release-build, gets VERSION there by a commit, and is
built there. What is released is then in target/release. In a checkout of the tag vVERSION that is the release again.

  --verify       builds a second clone in another place and compares every file
  --publish      afterwards: commits and tags VERSION, pushes both, pushes the image, uploads to Maven Central
  --allow-dirty  dry run only: goes on when there are changes that are not committed; they are not in the release

Environment:
  JAVA_HOME          a JDK 17; without it the java of PATH
  HEADROOM_IMAGE     REGISTRY/REPOSITORY for the image (needed by --publish)
  REGISTRY_USERNAME, REGISTRY_PASSWORD  for that registry
  GPG_KEY            signs with this key of gpg (needed by --publish; without it nothing is signed)
  CENTRAL_TOKEN      USER:PASSWORD of a token of central.sonatype.com (needed by --publish)

Exit status: 0 done, 1 a check or a step failed (stderr says which), 2 wrong usage.
TEXT
}

# The JDK that the release is built with. Another one gives other bytes.
JDK=17
# What archives say of when their files were changed: project.build.outputTimestamp of the root pom.
export SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(date -ud "$(sed -n 's:.*<project.build.outputTimestamp>\(.*\)</.*:\1:p' pom.xml)" +%s)
BUILD=$PWD/target/release-build
RELEASE=$PWD/target/release

say() { echo "release: $*"; }
refuse() {
  echo "release.sh: $*" >&2
  exit 1
}

version= publish= verify= allow_dirty=
for argument in "$@"; do
  case $argument in
    --help | -h) usage; exit 0 ;;
    --publish) publish=yes ;;
    --verify) verify=yes ;;
    --allow-dirty) allow_dirty=yes ;;
    -*) usage >&2; exit 2 ;;
    *) [ -z "$version" ] || { usage >&2; exit 2; }; version=$argument ;;
  esac
done
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-(alpha|beta|rc)\.[0-9]+)?$ ]] || {
  echo "release.sh: expected a version such as 1.2.3 or 1.2.3-rc.1, found \"$version\"" >&2
  exit 2
}

pom_version() { sed -n 's:^  <version>\(.*\)</version>$:\1:p' "$1/pom.xml" | head -1; }

# --- checks -----------------------------------------------------------------------------------------------------

check_tools() {
  local tool
  for tool in git java javac tar gzip xz sha256sum dpkg-deb; do
    command -v "$tool" >/dev/null || refuse "$tool is not on PATH; on Debian: apt-get install git openjdk-17-jdk-headless tar gzip xz-utils coreutils dpkg"
  done
  local java=${JAVA_HOME:+$JAVA_HOME/bin/}java found
  found=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
  [ "$found" = "$JDK" ] || refuse "expected JDK $JDK, found $found ($java); set JAVA_HOME. Another JDK gives other bytes"
}

check_repository() {
  local changed
  changed=$(git status --porcelain)
  if [ -n "$changed" ] && { [ -n "$publish" ] || [ -z "$allow_dirty" ]; }; then
    refuse "there are changes that are not committed: $(echo "$changed" | head -3 | tr '\n' ' ')"
  fi
  local tagged
  tagged=$(git rev-parse -q --verify "refs/tags/v$version^{commit}" || true)
  if [ -n "$tagged" ] && { [ -n "$publish" ] || [ "$tagged" != "$(git rev-parse HEAD)" ]; }; then
    refuse "the tag v$version is there already"
  fi
  [ -z "$publish" ] && return 0
  [ "$(git branch --show-current)" = main ] || refuse "expected the branch main, found \"$(git branch --show-current)\""
  git fetch -q origin main || refuse "origin cannot be reached"
  [ "$(git rev-parse HEAD)" = "$(git rev-parse FETCH_HEAD)" ] || refuse "main is not what origin has: pull or push first"
}

# A release has a section with its date; a dry run before that shows what stands under Unreleased.
check_changelog() {
  if grep -q -E "^## \[$version\] - [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md; then return 0; fi
  local wanted="CHANGELOG.md has no section \"## [$version] - YYYY-MM-DD\""
  [ -z "$publish" ] || refuse "$wanted"
  grep -q '^## \[Unreleased\]$' CHANGELOG.md || refuse "$wanted, nor one \"## [Unreleased]\""
  say "$wanted; a dry run takes \"## [Unreleased]\""
}

check_publishing() {
  local name
  for name in GPG_KEY HEADROOM_IMAGE CENTRAL_TOKEN; do
    [ -n "${!name:-}" ] || refuse "--publish needs $name"
  done
  for name in curl gpg zip; do
    command -v "$name" >/dev/null || refuse "--publish needs $name on PATH"
  done
  gpg --list-secret-keys "$GPG_KEY" >/dev/null 2>&1 || refuse "gpg has no secret key $GPG_KEY"
}

# --- build ------------------------------------------------------------------------------------------------------

# build DIRECTORY: a clone of the last commit with the new version, built in DIRECTORY/source; results in DIRECTORY/out.
build() {
  local source=$1/source out=$1/out
  rm -rf "$1"
  mkdir -p "$out"
  git -c advice.detachedHead=false clone -q --no-hardlinks . "$source"
  (
    cd "$source"
    release/set-version.sh "$version"
    git diff --quiet || commit_version
    ./mvnw -q -B --no-transfer-progress package -Prelease -pl .,agent -Dmaven.test.skip
    cp agent/target/headroom-agent.jar agent/target/headroom-agent-{sources,javadoc}.jar "$out"
    cp agent/target/headroom-agent.cdx.json "$out"
    cp agent/target/dependency-reduced-pom.xml "$out/headroom-agent.pom"
    cp pom.xml "$out/headroom.pom"
    release/image.sh --jar "$out/headroom-agent.jar" --output "$out/headroom-agent-image.tar" >/dev/null
    release/deb.sh "$version" "$out/headroom-agent.jar" "$out"
    release/archives.sh "$version" "$out"
    build_info >"$out/headroom.buildinfo"
  )
}

# The same commit whoever makes it, and when.
commit_version() {
  local name
  for name in AUTHOR COMMITTER; do
    export "GIT_${name}_NAME=$(git log -1 --format=%cn)" "GIT_${name}_EMAIL=$(git log -1 --format=%ce)" \
      "GIT_${name}_DATE=$(git log -1 --format=%cI)"
  done
  git -c commit.gpgSign=false commit -q -a -m "Headroom $version"
}

# What somebody needs to get the same bytes.
build_info() {
  local java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  echo "version=$version"
  echo "commit=$(git rev-parse HEAD)"
  "$java" -XshowSettings:properties -version 2>&1 | sed -n -E 's/^ *(java\.(runtime\.version|vendor)|os\.arch) = /\1=/p' | sort
  ./mvnw -v | sed -n 's/^.*Apache Maven \([0-9.]*\).*/maven=\1/p'
  echo "dpkg-deb=$(dpkg-deb --version | sed -n '1s/.*version \([0-9.]*\).*/\1/p')"
  echo "source-date-epoch=$SOURCE_DATE_EPOCH"
}

# --- what was built is what it should be ------------------------------------------------------------------------

check_release() {
  local java=${JAVA_HOME:+$JAVA_HOME/bin/}java jar=$RELEASE/headroom-agent.jar said
  said=$("$java" -jar "$jar" version)
  [ "$said" = "headroom-agent $version" ] || refuse "the jar says \"$said\", expected \"headroom-agent $version\""
  said=$("$java" -javaagent:"$jar"=otel.metrics.exporter=none,recorder=off,log.level=warn -jar "$jar" version 2>&1)
  [ "$said" = "headroom-agent $version" ] || refuse "the jar as -javaagent says \"$said\""
  unzip_one "$jar" META-INF/sbom/headroom-agent.cdx.json | cmp -s - "$RELEASE/headroom-agent.cdx.json" \
    || refuse "the SBOM in the jar is not the one beside it"
  local purl
  for purl in io.opentelemetry/opentelemetry-sdk-metrics net.bytebuddy/byte-buddy-agent; do
    grep -q "pkg:maven/$purl@" "$RELEASE/headroom-agent.cdx.json" || refuse "the SBOM does not name $purl"
  done
  for purl in org.junit io.grpc org.jspecify; do
    ! grep -q "pkg:maven/$purl" "$RELEASE/headroom-agent.cdx.json" || refuse "the SBOM names $purl, which is not in the jar"
  done
  # Maven Central refuses a pom without these.
  local element
  for element in name description url licenses developers scm; do
    grep -q "^  <$element>\|^  <$element " "$RELEASE/headroom.pom" || refuse "headroom.pom has no <$element>"
  done
  if grep -q '<scope>compile</scope>' "$RELEASE/headroom-agent.pom"; then refuse "headroom-agent.pom has a dependency that is in the jar"; fi
}

# unzip_one JAR ENTRY, without unzip: the JDK's jar takes names only into files.
unzip_one() {
  local into
  into=$(mktemp -d)
  (cd "$into" && "${JAVA_HOME:+$JAVA_HOME/bin/}jar" xf "$1" "$2" && cat "$2")
  rm -rf "$into"
}

same_bytes() {
  local file differs=
  for file in "$BUILD"/1/out/*; do
    cmp -s "$file" "$BUILD/elsewhere/2/out/${file##*/}" || { differs=yes; echo "differs: ${file##*/}" >&2; }
  done
  [ -z "$differs" ] || refuse "two builds of the same commit differ; both are in $BUILD"
  say "verified: a second clone gives the same $(find "$BUILD/1/out" -type f | wc -l) files"
}

# The layout that central.sonatype.com takes: each file with its signature and sums.
central_bundle() {
  local stage=$BUILD/central group=io/github/headroom agent parent file
  rm -rf "$stage"
  agent=$stage/$group/headroom-agent/$version
  parent=$stage/$group/headroom/$version
  mkdir -p "$agent" "$parent"
  cp "$RELEASE/headroom-agent.jar" "$agent/headroom-agent-$version.jar"
  cp "$RELEASE/headroom-agent-sources.jar" "$agent/headroom-agent-$version-sources.jar"
  cp "$RELEASE/headroom-agent-javadoc.jar" "$agent/headroom-agent-$version-javadoc.jar"
  cp "$RELEASE/headroom-agent.cdx.json" "$agent/headroom-agent-$version-cyclonedx.json"
  cp "$BUILD/1/out/headroom-agent.pom" "$agent/headroom-agent-$version.pom"
  cp "$BUILD/1/out/headroom.pom" "$parent/headroom-$version.pom"
  find "$stage" -type f | sort | while read -r file; do
    md5sum "$file" | cut -d' ' -f1 >"$file.md5"
    sha1sum "$file" | cut -d' ' -f1 >"$file.sha1"
    if [ -n "${GPG_KEY:-}" ]; then sign "$file"; fi
  done
}

sign() { gpg --batch --yes --quiet --local-user "$GPG_KEY" --armor --detach-sign --output "$1.asc" "$1"; }

sums_and_signatures() {
  (cd "$RELEASE" && find . -maxdepth 1 -type f ! -name '*.asc' ! -name SHA256SUMS -printf '%P\n' | sort | xargs sha256sum >SHA256SUMS)
  if [ -z "${GPG_KEY:-}" ]; then
    say "nothing is signed: GPG_KEY is not set"
    return 0
  fi
  local file
  for file in "$RELEASE"/*; do
    sign "$file"
    gpg --batch --quiet --verify "$file.asc" "$file" 2>/dev/null || refuse "the signature of ${file##*/} does not verify"
  done
  say "signed with $GPG_KEY"
}

# --- what changes the world -------------------------------------------------------------------------------------

publish_all() {
  local source=$BUILD/1/source
  say "tag v$version"
  git -C "$source" remote set-url origin "$(git remote get-url origin)"
  git -C "$source" tag -s -u "$GPG_KEY" -m "Headroom $version" "v$version"
  git -C "$source" push -q --atomic origin HEAD:main "v$version"
  local tags=("$HEADROOM_IMAGE:$version")
  [[ $version == *-* ]] || tags+=("$HEADROOM_IMAGE:latest")
  say "image ${tags[*]}"
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" release/OciPush.java "$RELEASE/headroom-agent-image.tar" "${tags[@]}"
  say "upload to Maven Central: it waits there for \"Publish\" on central.sonatype.com"
  (cd "$BUILD/central" && rm -f ../central.zip && zip -q -r -D -X ../central.zip io)
  # The token by standard input: arguments can be seen by every user.
  printf 'header = "Authorization: Bearer %s"\n' "$(printf %s "$CENTRAL_TOKEN" | base64 -w0)" \
    | curl --config - --fail-with-body -sS -X POST -F "bundle=@$BUILD/central.zip" \
    "https://central.sonatype.com/api/v1/publisher/upload?name=headroom-$version&publishingType=USER_MANAGED"
  echo
}

check_tools
check_repository
check_changelog
[ -z "$publish" ] || check_publishing
say "JDK $JDK: $("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 2p)"
say "building $version from $(git rev-parse --short HEAD)"
rm -rf "$BUILD"
build "$BUILD/1"
if [ -n "$verify" ] || [ -n "$publish" ]; then
  # Another depth of path, so that nothing of the path can be in it unseen.
  build "$BUILD/elsewhere/2"
  same_bytes
fi
rm -rf "$RELEASE"
mkdir -p "$RELEASE"
cp "$BUILD"/1/out/* "$RELEASE"
check_release
rm "$RELEASE"/*.pom
sums_and_signatures
central_bundle
(cd "$RELEASE" && ls -l | awk 'NR > 1 { printf "  %9d  %s\n", $5, $9 }')
if [ -n "$publish" ]; then
  publish_all
else
  say "dry run: nothing was tagged, pushed or uploaded; the release is in target/release, for Maven Central in target/release-build/central"
fi
