package io.github.headroom.it.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.SideBySide;
import io.github.headroom.it.victim.SessionLeak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A JVM that was killed has left the name of what grew: on stderr, in its message, its recording.
 * The lives go on side by side, and each leak takes what is left in half a minute.
 */
class NamedCauseTest {

  private static final long LIMIT = 200L << 20;
  private static final int KILLED = 128 + 9;
  private static final String RATE = "" + (6 << 20);

  private enum Leak {
    THREADS_17(17),
    THREADS_25(25),
    METASPACE_17(17),
    METASPACE_25(25),
    HEAP_25(25);

    private final int feature;

    Leak(int feature) {
      this.feature = feature;
    }

    private JavaProcess.Builder service() {
      return switch (this) {
        case THREADS_17, THREADS_25 ->
            JavaProcess.victim("ThreadHog", "--rate", RATE).options("-Xmx64m", "-XX:+UseSerialGC");
        case METASPACE_17, METASPACE_25 ->
            JavaProcess.victim("MetaspaceHog", "--rate", RATE)
                .options("-Xmx64m", "-XX:+UseSerialGC");
        case HEAP_25 ->
            JavaProcess.running(SessionLeak.class, "12000", "400")
                .options("-Xmx400m", "-XX:+UseG1GC");
      };
    }

    /** By its threads, its loader, its class. Of the heap, the second look may come too late. */
    private boolean isNamedBy(String cause) {
      String type = SessionLeak.class.getName() + "$Session ";
      return switch (this) {
        case THREADS_17, THREADS_25 -> cause.startsWith("thread_stacks: 'hog' ");
        case METASPACE_17, METASPACE_25 ->
            cause.startsWith("metaspace: ") && cause.contains("MetaspaceHog$Loader");
        case HEAP_25 ->
            cause.startsWith("java_heap: " + type)
                || cause.startsWith("java_heap: largest: " + type);
      };
    }
  }

  /** What is left of a life. */
  private record Left(int exit, String report, String errors, List<String> message) {

    /** What the report of the killed JVM names. */
    String cause() {
      assertEquals(KILLED, exit, errors);
      JsonElement cause = JsonParser.parseString(report).getAsJsonObject().get("cause");
      assertTrue(cause != null && !cause.isJsonNull(), () -> report + errors);
      return cause.getAsString();
    }
  }

  private static final Map<Leak, Left> LEFT = new ConcurrentHashMap<>();

  @BeforeAll
  static void live(@TempDir Path directory) throws Exception {
    List<SideBySide.Task> lives = new ArrayList<>();
    for (Leak leak : Leak.values()) {
      Path own = Files.createDirectory(directory.resolve(leak.name()));
      Path java = Jdks.java(leak.feature); // skips where there is none
      lives.add(() -> LEFT.put(leak, live(leak, java, own)));
    }
    SideBySide.run(lives.size(), lives);
  }

  private static Left live(Leak leak, Path java, Path directory) throws Exception {
    Path recordings = directory.resolve("recordings");
    Path message = Files.createFile(directory.resolve("termination-log"));
    int exit;
    String errors;
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT);
        JavaProcess victim =
            leak.service()
                .java(java)
                .agent()
                .environment("OTEL_METRICS_EXPORTER", "none")
                .environment("HEADROOM_TERMINATION_MESSAGE", message.toString())
                .environment("HEADROOM_RECORDER_DIR", recordings.toString())
                .in(group)
                .start()) {
      exit = victim.awaitExit(Await.BOUND);
      errors = victim.errors();
    }
    return new Left(exit, report(recordings), errors, Files.readAllLines(message));
  }

  private static String report(Path recordings) throws IOException {
    try (JavaProcess command =
        JavaProcess.commandLine("report", "--json", recordings.toString()).start()) {
      assertEquals(0, command.awaitExit(Await.BOUND), command::toString);
      return command.output();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theReportNamesIt(Leak leak) {
    String cause = LEFT.get(leak).cause();
    assertTrue(leak.isNamedBy(cause), cause);
  }

  /** Maybe by the sentence of the look before: a kill may come while the last one is written. */
  @ParameterizedTest
  @EnumSource
  void logAndTerminationMessageNameIt(Leak leak) {
    Left left = LEFT.get(leak);
    String logged = "[headroom] WARN cause: ";
    assertTrue(
        left.errors()
            .lines()
            .filter(line -> line.startsWith(logged))
            .anyMatch(line -> leak.isNamedBy(line.substring(logged.length()))),
        left.errors());
    assertTrue(leak.isNamedBy(left.message().get(1)), () -> "" + left.message());
  }
}
