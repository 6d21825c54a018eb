# For what runs classes of the tests by hand; to be sourced in the project's root with the command
# line, after usage() is there: answers --help, gets the guests' kernels unless guests=none, builds,
# with the modules in $also too.

for argument in "$@"; do
  if [ "$argument" = --help ] || [ "$argument" = -h ]; then
    usage
    exit 0
  fi
done

case " $* ${guests:-} " in
  *" --list "* | *" none "*) ;;
  *) for kernel in bookworm trixie; do integration-tests/lab/kernel.sh "$kernel" || true; done ;;
esac
./mvnw -q -B package dependency:build-classpath -DskipTests -Dspotless.check.skip \
  -Dmdep.outputFile=target/classpath -pl "agent,demo-app,integration-tests${also:+,$also}" >&2

# classes HEAP CLASS [ARGUMENT...]: runs it in integration-tests.
classes() {
  (cd integration-tests && java -ea "-Xmx$1" -XX:+UseSerialGC \
    -Dheadroom.agent.jar="$PWD/../agent/target/headroom-agent.jar" \
    -Dheadroom.demo.jar="$PWD/../demo-app/target/headroom-demo.jar" -Dheadroom.victims="$PWD/target/classes" \
    -cp "$PWD/target/test-classes:$PWD/target/classes:$(cat target/classpath)" "${@:2}")
}
