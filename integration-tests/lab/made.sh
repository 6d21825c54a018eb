#!/usr/bin/env bash
# made.sh PIECE...: returns when none of these is being made.
set -euo pipefail
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/headroom

for piece in "$@"; do
  [ ! -e "$CACHE/$piece.lock" ] || flock --shared "$CACHE/$piece.lock" true
done
