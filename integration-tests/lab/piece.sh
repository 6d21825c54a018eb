# Sourced by the scripts beside it: how one piece of the lab gets into the cache.
#
# A script names its piece, defines `build` and calls `provide`. The piece then lies in $CACHE/NAME, or
# $CACHE/NAME.reason says in one line why it does not; the tests that need it show that line as their
# skip reason. A piece is made once: again only when its recipe, the script, its source and its $VERSION, has changed.

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/headroom
LAB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# fail REASON: ends the build with a line for the tests.
fail() {
  echo "$*" >"$CACHE/$PIECE.reason"
  exit 1
}

# step WHAT COMMAND...: runs the command; when it fails the reason is WHAT and the command's last words.
step() {
  local what=$1 words status=0
  shift
  words=$(mktemp)
  "$@" >"$words" 2>&1 || status=$?
  cat "$words"
  if [ "$status" -ne 0 ]; then
    local last
    last=$(grep -v '^[[:space:]]*$' "$words" | tail -1 || true)
    rm -f "$words"
    fail "$what: ${last:-exit status $status}"
  fi
  rm -f "$words"
}

# The files of the piece's own directory beside the scripts, where it has one.
sources() {
  [ ! -d "$LAB/$PIECE" ] || find "$LAB/$PIECE" -type f | sort | xargs cat
}

# provide NAME: makes the piece with `build DIRECTORY` unless it is there. Two at once: the second waits.
provide() {
  PIECE=$1
  mkdir -p "$CACHE"
  exec 9>"$CACHE/$PIECE.lock"
  flock 9
  local recipe
  recipe=$({ cat "$0" "$LAB/$PIECE.go" 2>/dev/null || true; sources; printf %s "${VERSION-}"; } | sha256sum | cut -d' ' -f1)
  if [ "$(cat "$CACHE/$PIECE/.complete" 2>/dev/null || true)" = "$recipe" ]; then
    rm -f "$CACHE/$PIECE.reason"
    return 0
  fi
  rm -rf "${CACHE:?}/$PIECE" "$CACHE/$PIECE.reason"
  mkdir -p "$CACHE/$PIECE"
  echo "lab: making $PIECE (log: $CACHE/$PIECE.log)"
  if (set -euo pipefail; build "$CACHE/$PIECE") >"$CACHE/$PIECE.log" 2>&1 9>&-; then
    echo "$recipe" >"$CACHE/$PIECE/.complete"
    rm -f "$CACHE/$PIECE.reason"
    return 0
  fi
  rm -rf "${CACHE:?}/$PIECE"
  [ -s "$CACHE/$PIECE.reason" ] || echo "$PIECE could not be made: see $CACHE/$PIECE.log" >"$CACHE/$PIECE.reason"
  echo "lab: no $PIECE: $(cat "$CACHE/$PIECE.reason")"
  return 1
}
