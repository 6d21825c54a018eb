package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JAVA_TOOL_OPTIONS attaches the agent to the JDK's own tools too, where nobody wants it. */
@Execution(ExecutionMode.CONCURRENT)
class JdkToolsTest {

  /** The JVM's own line in that case. */
  private static final String PICKED_UP = "Picked up JAVA_TOOL_OPTIONS";

  private record Ended(int status, List<String> lines) {}

  @ParameterizedTest(name = "{1} of Java {0}")
  @CsvSource({
    "17, jcmd -l", "17, keytool -help", "17, javac -version", "17, jar --version",
    "17, jps -q", "17, jlink --version", "25, jcmd -l", "25, javac -version"
  })
  void aToolPrintsTheSameWithAndWithoutTheAgent(int feature, String line) throws Exception {
    String[] words = line.split(" ", -1);
    List<String> command = new ArrayList<>(List.of(words));
    command.set(0, Jdks.java(feature).resolveSibling(words[0]).toString());
    Ended with = run(command, "-javaagent:" + JavaProcess.agentJar());
    List<String> others = new ArrayList<>(with.lines());
    // jcmd and jps list the JVMs that run now, of other tests too.
    if (words[0].equals("jcmd") || words[0].equals("jps")) {
      others.removeIf(output -> !output.contains("headroom]"));
      assertEquals(0, with.status());
      assertEquals(List.of(), others);
    } else {
      assertEquals(run(command, ""), new Ended(with.status(), others));
    }
  }

  /** {@code java Main.java} runs an application inside the compiler's module. */
  @Test
  void aSourceFileIsAnApplication(@TempDir Path directory) throws Exception {
    Path source = directory.resolve("Application.java");
    Files.writeString(
        source,
        "class Application { public static void main(String[] a) throws Exception"
            + " { System.in.read(); } }");
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.exporting(
                    JavaProcess.running(source.toString()).java(Jdks.current()).agent(),
                    receiver.endpoint())
                .start()) {
      Guests.await(receiver, 1, jvm);
      assertEquals(0, jvm.endInput().awaitExit());
      assertTrue(Guests.ours(jvm).isEmpty(), jvm::toString);
    }
  }

  private static Ended run(List<String> command, String options)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("JAVA") || name.startsWith("JDK"));
    builder.environment().putAll(Map.of("OTEL_METRIC_EXPORT_INTERVAL", "1"));
    if (!options.isEmpty()) {
      builder.environment().put("JAVA_TOOL_OPTIONS", options);
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    return new Ended(status, output.lines().filter(line -> !line.startsWith(PICKED_UP)).toList());
  }
}
