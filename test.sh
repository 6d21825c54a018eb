#!/usr/bin/env bash
# Every test of Headroom, on a fresh machine that has a JDK 17 or newer.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'TEXT'
usage: ./test.sh [--offline] [--help]

Gets what the tests need, runs ./mvnw -B verify and ./fuzz.sh --seconds 3, and ends with `N passed, N failed,
N skipped`, the reasons of the skips above it. The exit status is 0 when nothing failed.

What is got, each piece once, into ${XDG_CACHE_HOME:-~/.cache}/headroom:
  VictoriaMetrics, Prometheus with promtool, Alertmanager and vmagent, the OpenTelemetry Collector (built
  from source, about two minutes), a node of Kubernetes 1.20 (its kubelet built from source, about six
  minutes of one processor), Java 8, 11, 17, 21, 25, 27 and 28 (early access) where they are not
  installed, two kernels for guests in QEMU, a compiler for the image's cp, and kubectl, from Debian's archive; the
  OpenTelemetry Java agent, WildFly core, Tomcat, Open Liberty, Kafka, H2, a Spring Boot and a Quarkus
  service from Maven Central; markdownlint-cli2 and cspell from npm, where npm is installed. Root is not
  needed for them.
As root on Debian, missing packages are installed with apt-get: patchelf, runc, crun, chromium,
qemu-system-x86, busybox-static, cpio.
What cannot be had is named, and the tests that need it are skipped with that reason.

  --offline  gets nothing: the tests use what is there
TEXT
}

offline=
case ${1:-} in
  --help | -h) usage; exit 0 ;;
  --offline) offline=yes ;;
  '') ;;
  *) usage >&2; exit 2 ;;
esac

# command:package, for what the tests start and the lab's scripts use.
PACKAGES="patchelf:patchelf runc:runc crun:crun chromium:chromium
  qemu-system-x86_64:qemu-system-x86 busybox:busybox-static cpio:cpio"

# As root on Debian: the packages whose command is missing. A failure is no failure of the tests.
install_packages() {
  local pair missing=()
  for pair in $PACKAGES; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null || ! [ -e /etc/debian_version ]; then
    echo "not installed (needs root on Debian): ${missing[*]}"
    return 0
  fi
  echo "installing ${missing[*]}"
  apt_install "${missing[@]}" || { apt-get update -qq || true; apt_install "${missing[@]}"; } \
    || echo "not installed: ${missing[*]}"
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# What is built from source takes longest: it goes on beside the downloads, and beside Maven until the integration tests
# begin (lab/made.sh).
make_lab() {
  local lab=integration-tests/lab feature kernel piece
  "$lab/otelcol.sh" &
  "$lab/kubernetes.sh" node &
  "$lab/victoria-metrics.sh" || true
  "$lab/prometheus.sh" || true
  "$lab/prose.sh" || true
  "$lab/image-cp.sh" || true
  "$lab/kubectl.sh" || true
  for kernel in bookworm trixie; do "$lab/kernel.sh" "$kernel" || true; done
  for feature in 8 11 17 21 25 27 28; do
    has_java "$feature" || "$lab/jdk.sh" "$feature" || true
  done
  for piece in otel-javaagent wildfly-core tomcat open-liberty; do
    "$lab/maven.sh" "$piece" || true
  done
  for piece in kafka h2 spring-boot quarkus; do
    "$lab/application.sh" "$piece" || true
  done
}

has_java() {
  local home
  for home in /usr/lib/jvm/*; do
    case ${home##*/} in
      *-"$1"-* | *-1."$1".* | *-"$1") [ ! -x "$home/bin/java" ] || return 0 ;;
    esac
  done
  return 1
}

# Sums the surefire reports and tells each skip with its reason, in the words of the test.
summary() {
  local reports=()
  mapfile -t reports < <(find . -path '*/target/surefire-reports/TEST-*.xml' -newer "$started" | sort)
  if [ ${#reports[@]} -eq 0 ]; then
    echo "0 passed, 0 failed, 0 skipped"
    return
  fi
  cat "${reports[@]}" | awk '
    function attribute(name,   rest) {
      if (!match($0, "[ ]" name "=\"[^\"]*\"")) return ""
      rest = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
      gsub(/&#10;.*/, "", rest); gsub(/&quot;/, "\"", rest); gsub(/&apos;/, "\047", rest)
      gsub(/&lt;/, "<", rest); gsub(/&gt;/, ">", rest); gsub(/&amp;/, "\\&", rest)
      return rest
    }
    /<testcase / { total++; test = attribute("classname") "." attribute("name"); state = "" }
    /<(failure|error)[ >]/ && state == "" { state = "failed"; failed++; bad[failed] = test }
    /<skipped/ && state == "" {
      state = "skipped"; skipped++
      reason = attribute("message")
      if (reason == "" && match($0, /CDATA\[.*/)) reason = substr($0, RSTART + 6)
      sub(/\]\]>.*/, "", reason); sub(/^[a-zA-Z0-9.]*Exception: /, "", reason)
      sub(/^Assumption failed: /, "", reason)
      if (reason == "") reason = "no reason given"
      sub(/^io\.github\.headroom\./, "", test)
      why[reason] = why[reason] "\n    " test
    }
    END {
      for (i = 1; i <= failed; i++) { if (i == 1) print "failed:"; print "  " bad[i] }
      first = 1
      for (reason in why) { if (first) print "skipped:"; first = 0; print "  " reason ":" why[reason] }
      printf "%d passed, %d failed, %d skipped\n", total - failed - skipped, failed, skipped
    }'
}

started=$(mktemp)
trap 'rm -f "$started"' EXIT
if [ -z "$offline" ]; then
  install_packages
  make_lab
fi
status=0
# A failing test does not keep the later modules from being tested: it is counted below. A test JVM
# that crashes is not among the reports, Maven only tells of it.
./mvnw -B --no-transfer-progress -Pchecked-tests -Dmaven.test.failure.ignore=true verify 2>&1 | tee "$started.log" || status=$?
if grep -q -E 'forked VM terminated|error in the forked process' "$started.log"; then status=1; fi
rm -f "$started.log"
wait || true
fuzzed=0
./fuzz.sh --seconds 3 || fuzzed=$?
case $fuzzed in
  0) ;;
  3) echo "not fuzzed: Jazzer cannot be had, or does not run here" ;;
  *) status=1 ;;
esac
echo
[ "$status" -eq 0 ] || echo "the build did not get through: see [ERROR] above"
result=$(summary)
echo "$result"
case ${result##*$'\n'} in
  "0 passed"* | *" passed, "[1-9]*) status=1 ;;
esac
exit "$status"
