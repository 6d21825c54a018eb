#!/usr/bin/env bash
# A page that draws one dashboard as Perses does: the packages of Perses' own interface from npm, and lab/perses, built by Vite.
set -euo pipefail
. "$(dirname "$0")/piece.sh"

build() {
  local out=$1
  command -v npm >/dev/null || fail "no npm on PATH: apt-get install npm"
  cp "$LAB"/perses/* "$out/"
  cd "$out"
  # The plugins ask for other minor versions of each other than they are published with.
  step "Perses from npm" npm install --legacy-peer-deps --no-audit --no-fund --no-update-notifier --ignore-scripts --loglevel=error
  step "the page, by Vite" nice node_modules/.bin/vite build
  rm -rf node_modules
  cd /
}

provide perses
