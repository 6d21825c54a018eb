package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.headroom.agent.locate.ContainerId;
import io.github.headroom.agent.publish.Event;
import io.github.headroom.agent.publish.EventQueue;
import io.github.headroom.agent.publish.EventThread;
import io.github.headroom.agent.publish.ExportThread;
import io.github.headroom.agent.publish.ResourceAttributes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class LostClassTest {

  @TempDir private Path directory;

  /** One or two exports find the class lost. Those after them arrive. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.github.headroom.agent.publish.Metric",
        "io.github.headroom.agent.publish.Instrument",
        "io.github.headroom.agent.publish.Outcome",
        "io.github.headroom.agent.publish.Selection",
      })
  void aClassThatWasLostInAFullHeapEndsNoExports(String type) throws Exception {
    String printed = printed(LostClass.class, type, "otlp");
    assertTrue(printed.matches("headroom [34] .*"), printed);
  }

  @Test
  void aClassOfTheJdkThatWasLostIsNotLoadedAnewForEver() throws Exception {
    assertEquals(
        "headroom 0 3", printed(LostClass.class, "java.util.concurrent.ThreadLocalRandom", "otlp"));
  }

  @Test
  void theConsoleIsGivenNoClassesOfItsOwn() throws Exception {
    assertEquals(
        "headroom 0 1",
        printed(LostClass.class, "io.github.headroom.agent.publish.Metric", "console"));
  }

  /** The class that loads the others anew, and those that the recording needs, too. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        FreshClasses.class,
        Exports.class,
        Events.class,
        Records.class,
        ExportThread.class,
        EventThread.class,
        EventQueue.class,
        Event.class,
        ResourceAttributes.class,
        ContainerId.class,
      })
  void whatMustNotBeLostHasNoInitialiser(Class<?> type) {
    assertEquals(
        Optional.empty(), new ClassFileImporter().importClass(type).getStaticInitializer());
  }

  /** Over HTTP no class can be lost: none of them has an initializer. */
  @Test
  void aClassThatWasLostInAFullHeapEndsNoEvents() throws Exception {
    assertEquals(
        "1",
        printed(
            EventOfLostClass.class, "io.github.headroom.agent.transport.Http2Connection", "grpc"));
  }

  @Test
  void aClassOfTheJdkThatWasLostEndsThem() throws Exception {
    assertEquals(
        "0", printed(EventOfLostClass.class, "java.util.concurrent.ThreadLocalRandom", "http"));
  }

  @Test
  void anEventOfAFullHeapIsSentWithTheNext() throws Exception {
    assertEquals("2", printed(EventInAFullHeap.class));
  }

  @Test
  void anEventOfAProcessWithoutDescriptorsStartsNoThreadBeforeThereAreSome() throws Exception {
    assertEquals("false true true", printed(EventWithoutDescriptors.class));
  }

  private String printed(Class<?> main, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            "sh",
            "-c",
            "ulimit -n 256; exec \"$0\" \"$@\"",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(arguments));
    Path errors = directory.resolve("errors"); // the agent's log of what was lost
    Process jvm = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String printed = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    assertEquals(0, jvm.waitFor(), printed + Files.readString(errors));
    return printed.substring(printed.lastIndexOf('\n') + 1); // the console prints more
  }
}
