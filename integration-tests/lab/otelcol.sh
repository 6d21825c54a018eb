#!/usr/bin/env bash
# The OpenTelemetry Collector: built with go from the sources in Debian sid, since no binary is packaged.
# The core collector's own receivers, exporters and command; about two and a half minutes, once.
set -euo pipefail
. "$(dirname "$0")/piece.sh"
. "$(dirname "$0")/debian.sh"

# The collector and what its otlp receiver, otlp exporters, debug exporter and telemetry import.
sources() {
  sed 's/.*/golang-&-dev/' <<'LIST'
github-beorn7-perks
github-cenkalti-backoff-v5
github-cespare-xxhash-v2
github-davecgh-go-spew
github-felixge-httpsnoop
github-foxboron-go-tpm-keyfiles
github-fsnotify-fsnotify
github-go-logr-logr
github-go-logr-stdr
github-go-viper-mapstructure
github-gobwas-glob
github-golang-protobuf-1-5
github-golang-snappy
github-google-go-tpm
github-google-uuid
github-grpc-ecosystem-grpc-gateway
github-hashicorp-go-version
github-hashicorp-golang-lru-v2
github-json-iterator-go
github-klauspost-compress
github-knadh-koanf
github-mitchellh-copystructure
github-mitchellh-reflectwalk
github-modern-go-concurrent
github-modern-go-reflect2
github-munnerz-goautoneg
github-pierrec-lz4
github-pmezard-go-difflib
github-prometheus-client-golang
github-prometheus-client-model
github-prometheus-common
github-prometheus-otlptranslator
github-prometheus-procfs
github-rs-cors
github-shirou-gopsutil
github-spf13-cobra
github-spf13-pflag
github-stretchr-testify
github-tklauser-go-sysconf
github-tklauser-numcpus
go.uber-multierr
go.uber-zap
golang-x-crypto
golang-x-exp
golang-x-net
golang-x-sys
golang-x-text
gonum-v1-gonum
google-genproto
google-grpc
google-protobuf
gopkg-yaml.v3
opentelemetry-collector
opentelemetry-contrib
opentelemetry-otel
opentelemetry-proto
LIST
}

build() {
  local out=$1 go tree packages
  debian_setup sid
  go=$(aptx apt-cache depends golang-go | sed -n 's/^ *Depends: \(golang-[0-9.]*\)-go$/\1/p')
  [ -n "$go" ] || fail "golang-go of Debian sid names no golang-N.N-go package"
  tree=$out/tree
  mapfile -t packages < <(sources)
  debian_unpack "$tree" "$go-go" "$go-src" "${packages[@]}"
  local version
  version=$(aptx apt-cache show golang-opentelemetry-collector-dev | sed -n 's/^Version: \([0-9.]*\).*/\1/p' | head -1)
  # The package keeps the sources apart from the tools; the links between them are absolute.
  local root=$tree/usr/lib/${go/golang/go}
  ln -sfn "$tree/usr/share/${go/golang/go}/src" "$root/src"
  ln -sfn "$tree/usr/share/${go/golang/go}/api" "$root/api"
  [ ! -e "$tree/usr/share/${go/golang/go}/lib" ] || ln -sfn "$tree/usr/share/${go/golang/go}/lib" "$root/lib"
  [ ! -e "$tree/usr/share/${go/golang/go}/pkg/include" ] || { mkdir -p "$root/pkg"; ln -sfn "$tree/usr/share/${go/golang/go}/pkg/include" "$root/pkg/include"; }
  mkdir -p "$tree/usr/share/gocode/src/headroom/otelcol"
  cp "$LAB/otelcol.go" "$tree/usr/share/gocode/src/headroom/otelcol/main.go"
  step "go build of the collector" env HOME="$tree" GOCACHE="$tree/go-cache" GOTMPDIR="$tree" GOROOT="$root" GOPATH="$tree/usr/share/gocode" \
    GO111MODULE=off GOTOOLCHAIN=local GOFLAGS= CGO_ENABLED=0 \
    nice "$root/bin/go" build -trimpath -ldflags="-s -w -X main.version=$version" -o "$out/otelcol" headroom/otelcol
  "$out/otelcol" --version || fail "the collector was built but does not run"
  rm -rf "$tree"
  debian_clean
}

provide otelcol
