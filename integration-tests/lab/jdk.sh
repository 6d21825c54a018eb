#!/usr/bin/env bash
# jdk.sh 8|11|17|21|25|27|28: a Java runtime of a newer Debian release that runs on this one.
#
# 27 is the newest release, 28 the early access build of the next: raise both when Debian does. Java 8 comes as a
# JDK, since only that can attach (tools.jar); from 9 on the runtime has the module jdk.attach.
#
# Its binaries want a newer C library than the machine may have. So that release's library is unpacked
# beside it and every executable is pointed at it: the loader in the ELF interpreter field, the
# libraries in the run path. The directory cannot be moved after.
set -euo pipefail
. "$(dirname "$0")/piece.sh"
. "$(dirname "$0")/debian.sh"

FEATURE=${1:?which Java: 8, 11, 17, 21, 25, 27 or 28}
case $FEATURE in
  21 | 25) SUITE=trixie ;;
  *) SUITE=sid ;;
esac

build() {
  local out=$1 home libs file link packages=("openjdk-$FEATURE-jre-headless/$SUITE")
  command -v patchelf >/dev/null || fail "needs patchelf (apt-get install patchelf)"
  debian_setup trixie sid
  [ "$FEATURE" != 8 ] || packages+=("openjdk-8-jdk-headless/$SUITE")
  debian_unpack "$out" "${packages[@]}" libc6/trixie libstdc++6/trixie libgcc-s1/trixie zlib1g/trixie
  home=$out/usr/lib/jvm/java-$FEATURE-openjdk-amd64
  [ -d "$home/jre" ] && home=$home/jre
  libs=$out/usr/lib/x86_64-linux-gnu
  # Configuration lies in /etc; the links to it are absolute.
  find "$home" -type l -lname '/etc/*' | while read -r link; do
    ln -sfn "$out$(readlink "$link")" "$link"
  done
  find "$home/bin" "$home/lib" -type f \( -path '*/bin/*' -o -name jspawnhelper -o -name jexec \) | while read -r file; do
    [ "$(head -c 4 "$file" | tail -c 3)" = ELF ] || continue
    step "patchelf $file" patchelf --set-interpreter "$libs/ld-linux-x86-64.so.2" --force-rpath \
      --set-rpath "\$ORIGIN:\$ORIGIN/../lib:\$ORIGIN/../lib/jli:\$ORIGIN/../lib/amd64/jli:$libs" "$file"
  done
  ln -s "$home" "$out/home"
  "$out/home/bin/java" -version || fail "Java $FEATURE of Debian $SUITE does not run here"
  debian_clean
}

provide "jdk-$FEATURE"
