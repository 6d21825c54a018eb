# Sourced: packages of other Debian releases, unpacked into a directory of ours.
#
# A separate apt directory leaves the machine's own sources and packages as they are; signatures are
# checked as usual, the mirror is the one the machine uses. Needs no root.

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

mirror() {
  local uri
  uri=$(sed -n -E 's#^(URIs:|deb) +(https?://[^ ]*/debian)/?( .*)?$#\2#p' \
    /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -1)
  echo "${uri:-http://deb.debian.org/debian}"
}

# Architectures beside the machine's own, such as arm64: set before debian_setup. A package of one is PACKAGE:arm64/SUITE.
FOREIGN=

aptx() {
  local command=$1 architecture options=()
  shift
  for architecture in $FOREIGN; do options+=(-o "APT::Architectures::=$architecture"); done
  "$command" -q "${options[@]}" -o Dir::Etc::sourcelist="$APT/extra.sources" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferencesparts="$APT/preferences" -o Dir::State::lists="$APT/lists" \
    -o Dir::State::status="$APT/status" -o Dir::Cache="$APT/cache" -o APT::Sandbox::User="$(id -un)" \
    -o Acquire::Retries=3 "$@"
}

# debian_setup SUITE...: makes the apt directory and fetches the lists.
debian_setup() {
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || fail "needs apt and dpkg: not a Debian"
  [ -r "$KEYRING" ] || fail "needs $KEYRING: not a Debian"
  [ "$(dpkg --print-architecture)" = amd64 ] || fail "made for amd64 only, this is $(dpkg --print-architecture)"
  APT=$CACHE/apt-$PIECE
  mkdir -p "$APT"/{lists/partial,cache/archives/partial,preferences,debs}
  : >"$APT/status"
  local suite
  for suite in "$@"; do
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n\n' "$(mirror)" "$suite" "$KEYRING"
  done >"$APT/extra.sources"
  step "apt-get update of $* from $(mirror)" aptx apt-get update -o APT::Update::Error-Mode=any
}

# debian_unpack DIRECTORY PACKAGE[/SUITE]...: downloads (what is there already is kept) and unpacks.
debian_unpack() {
  local into=$1 deb
  shift
  mkdir -p "$into"
  cd "$APT/debs"
  step "download of $1${2:+ and $(($# - 1)) more} from $(mirror)" aptx apt-get download "$@"
  for deb in *.deb; do step "unpack $deb" dpkg -x "$deb" "$into"; done
  cd /
  rm -f "$APT/debs"/*.deb
}

# debian_extract DIRECTORY PACKAGE[/SUITE] PATTERN...: those files of a package that match; what matches nothing is passed over.
debian_extract() {
  local into=$1 package=$2
  shift 2
  mkdir -p "$into"
  cd "$APT/debs"
  step "download of $package from $(mirror)" aptx apt-get download "$package"
  dpkg-deb --fsys-tarfile ./*.deb | tar -x -C "$into" --wildcards "$@" || true
  cd /
  rm -f "$APT/debs"/*.deb
}

# debian_initrd PACKAGE DIRECTORY BUSYBOX FILE: an initrd from what is in the directory already, the static busybox, initrd_init as its
# init, and of $MODULES those that the unpacked kernel package has as modules, in that order.
debian_initrd() {
  local package=$1 ird=$2 busybox=$3 file=$4 module found
  mkdir -p "$ird"/{bin,modules,proc,dev,lower,above,root}
  cp "$busybox" "$ird/bin/"
  initrd_init >"$ird/init"
  chmod +x "$ird/init"
  : >"$ird/modules/order"
  for module in $MODULES; do
    found=$(find "$package" -name "$module.ko" -o -name "$module.ko.xz" | head -1)
    case $found in
      '') continue ;;
      *.xz) xz -dc "$found" >"$ird/modules/$module.ko" ;;
      *) cp "$found" "$ird/modules/" ;;
    esac
    echo "$module" >>"$ird/modules/order"
  done
  (cd "$ird" && find . | cpio -o -H newc --quiet | gzip) >"$file"
}

# debian_source DIRECTORY PACKAGE SUITE: downloads the upstream sources of a source package and unpacks them.
debian_source() {
  local into=$1 package=$2 suite=$3 tar
  printf 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n\n' "$(mirror)" "$suite" "$KEYRING" >>"$APT/extra.sources"
  step "apt-get update of the sources of $suite" aptx apt-get update -o APT::Update::Error-Mode=any
  mkdir -p "$into"
  cd "$APT/debs"
  step "download of the source of $package from $(mirror)" aptx apt-get source --download-only --only-source "$package/$suite"
  for tar in *.orig*.tar.*; do
    case $tar in
      *.asc) continue ;;
    esac
    step "unpack $tar" tar -xf "$tar" -C "$into" --strip-components=1
  done
  cd /
  rm -f "$APT/debs"/*
}

# debian_clean: what was only needed to make the piece goes.
debian_clean() { rm -rf "$APT"; }
