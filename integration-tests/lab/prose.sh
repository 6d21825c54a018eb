#!/usr/bin/env bash
# What reads the pages: markdownlint-cli2 and cspell, from the npm registry.
set -euo pipefail
. "$(dirname "$0")/piece.sh"

# The newest that run on Node.js 20.
MARKDOWNLINT=markdownlint-cli2@0.22.1
CSPELL=cspell@9.8.0

build() {
  local out=$1
  command -v npm >/dev/null || fail "no npm on PATH: apt-get install npm"
  step "$MARKDOWNLINT and $CSPELL from npm" npm install --prefix "$out" --no-audit --no-fund \
    --no-update-notifier --ignore-scripts --loglevel=error "$MARKDOWNLINT" "$CSPELL"
  step "cspell with Node.js $(node --version)" "$out/node_modules/.bin/cspell" --version
  step "markdownlint-cli2 with Node.js $(node --version)" "$out/node_modules/.bin/markdownlint-cli2" - <<<"# A page"
}

provide prose
