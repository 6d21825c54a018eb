package io.github.headroom.it.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.victim.SessionLeak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A JVM that was killed has left the name of what grew: on stderr, in its message, its recording.
 */
class NamedCauseTest {

  private static final long LIMIT = 200L << 20;
  private static final int KILLED = 128 + 9;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void aThreadLeakIsNamedByItsThreads(int feature) throws Exception {
    String cause =
        cause(
            JavaProcess.victim("ThreadHog", "--rate", "" + (4 << 20))
                .options("-Xmx64m", "-XX:+UseSerialGC"),
            feature);
    assertTrue(cause.startsWith("thread_stacks: 'hog' "), cause);
  }

  /** Not on 25: such a JVM drops and reads its own files again for minutes before the kill. */
  @ParameterizedTest
  @ValueSource(ints = 17)
  void aMetaspaceLeakIsNamedByItsLoader(int feature) throws Exception {
    String cause =
        cause(
            JavaProcess.victim("MetaspaceHog", "--rate", "" + (4 << 20))
                .options("-Xmx64m", "-XX:+UseSerialGC"),
            feature);
    assertTrue(cause.startsWith("metaspace: "), cause);
    assertTrue(cause.contains("MetaspaceHog$Loader"), cause);
  }

  @ParameterizedTest
  @ValueSource(ints = 25)
  void aHeapLeakIsNamedByItsClass(int feature) throws Exception {
    String cause =
        cause(
            JavaProcess.running(SessionLeak.class, "10000", "400")
                .options("-Xmx400m", "-XX:+UseG1GC"),
            feature);
    String type = SessionLeak.class.getName() + "$Session ";
    assertTrue( // the second look may have come too late
        cause.startsWith("java_heap: " + type) || cause.startsWith("java_heap: largest: " + type),
        cause);
  }

  /** What the report of the killed JVM names. */
  private String cause(JavaProcess.Builder leak, int feature) throws Exception {
    Path recordings = directory.resolve("recordings");
    Path message = Files.createFile(directory.resolve("termination-log"));
    String errors;
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT);
        JavaProcess victim =
            leak.java(Jdks.java(feature))
                .agent()
                .environment("OTEL_METRICS_EXPORTER", "none")
                .environment("HEADROOM_TERMINATION_MESSAGE", message.toString())
                .environment("HEADROOM_RECORDER_DIR", recordings.toString())
                .in(group)
                .start()) {
      assertEquals(KILLED, victim.awaitExit(Await.BOUND), victim::toString);
      errors = victim.errors();
    }
    String report = report(recordings);
    assertTrue(report.contains("\"cause\": \""), report + errors);
    String cause = JsonParser.parseString(report).getAsJsonObject().get("cause").getAsString();
    assertTrue(errors.contains("[headroom] WARN cause: " + cause), errors);
    List<String> lines = Files.readAllLines(message);
    assertEquals(cause, lines.get(1), lines::toString);
    return cause;
  }

  private static String report(Path recordings) throws IOException {
    try (JavaProcess command =
        JavaProcess.commandLine("report", "--json", recordings.toString()).start()) {
      assertEquals(0, command.awaitExit(), command::toString);
      return command.output();
    }
  }
}
