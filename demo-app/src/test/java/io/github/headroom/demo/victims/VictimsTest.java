package io.github.headroom.demo.victims;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VictimsTest {
  private static final int JAVA_8 = 52;

  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource("victims")
  void aVictimPrintsItsBytesFromItsStart(Class<?> victim) throws Exception {
    String name = victim.getSimpleName();
    List<String> arguments = new ArrayList<>();
    if (name.startsWith("MappedFile") || name.contains("Reader") || name.equals("WriterHog")) {
      arguments.addAll(List.of("--file", directory.resolve("file").toString()));
    }
    if (name.contains("Reader")) {
      arguments.addAll(List.of("--size", "2000000"));
    }
    if (name.equals("TmpfsHog") || name.equals("DentryHog")) {
      arguments.addAll(List.of("--directory", directory.toString()));
    }
    if (name.equals("LimitShrinker")) {
      arguments.addAll(List.of("--limit-file", directory.resolve("limit").toString()));
    }
    try (VictimProcess process = VictimProcess.start(victim, arguments.toArray(String[]::new))) {
      process.awaitBytes(0);
    }
  }

  @ParameterizedTest
  @MethodSource("victims")
  void aVictimIsInTheTable(Class<?> victim) throws IOException {
    assertTrue(
        Files.readString(Path.of("README.md")).contains("\n| `" + victim.getSimpleName() + "` |"),
        "README.md has no row for it");
  }

  @ParameterizedTest
  @MethodSource("victims")
  void aVictimIsCompiledForJava8(Class<?> victim) throws IOException {
    try (InputStream file = victim.getResourceAsStream(victim.getSimpleName() + ".class");
        DataInputStream data = new DataInputStream(file)) {
      data.readInt();
      data.readShort();
      assertEquals(JAVA_8, data.readShort());
    }
  }

  @Test
  void aChildEndsWithItsParentHoweverThatEnds() throws Exception {
    try (VictimProcess parent = VictimProcess.start(ChildHog.class, "--most", "0")) {
      parent.awaitBytes(0);
      ProcessHandle child = parent.process().children().findFirst().orElseThrow();
      parent.process().destroyForcibly();
      child.onExit().get(20, SECONDS);
    }
  }

  @Test
  void aParentOutlivesItsChildAndThenHoldsNothing() throws Exception {
    try (VictimProcess parent = VictimProcess.start(ChildHog.class, "--rate", "50000000")) {
      parent.awaitBytes(1);
      parent.process().children().forEach(ProcessHandle::destroyForcibly);
      String line = parent.line();
      while (!line.startsWith("child")) {
        line = parent.line();
      }
      assertEquals("child: exit 137", line);
      assertTrue(parent.line().endsWith(" 0"));
    }
  }

  @Test
  void anOrderlyEndRemovesTheFilesOnTheTmpfs() throws Exception {
    try (VictimProcess hog =
        VictimProcess.start(
            TmpfsHog.class, "--directory", directory.toString(), "--rate", "4000000")) {
      hog.awaitBytes(1);
      assertEquals(1, entries());
      hog.process().destroy();
      hog.process().waitFor();
      assertEquals(0, entries());
    }
  }

  @Test
  void nothingIsLeftOfAMappedFileHowEverItsWriterEnds() throws Exception {
    try (VictimProcess hog =
        VictimProcess.start(MappedFileHog.class, "--file", directory.resolve("file").toString())) {
      hog.awaitBytes(1);
      assertEquals(0, entries());
    }
  }

  @Test
  void theLimitIsWrittenToItsFile() throws Exception {
    Path limit = Files.writeString(directory.resolve("limit"), "");
    try (VictimProcess shrinker =
        VictimProcess.start(
            LimitShrinker.class,
            "--limit-file",
            limit.toString(),
            "--to",
            "5000000",
            "--after",
            "1")) {
      String line = shrinker.line();
      while (!line.startsWith(limit.toString())) {
        line = shrinker.line();
      }
      assertEquals(limit + ": 5000000", line);
      assertEquals("5000000", Files.readString(limit));
    }
  }

  @Test
  void aWrongOptionIsNamedWithWhatIsExpected() throws Exception {
    try (VictimProcess hog = VictimProcess.start(UnsafeHog.class, "--help")) {
      assertTrue(hog.line().endsWith("--help: expected one of --rate --most --noise"));
      assertEquals(1, hog.process().waitFor());
    }
  }

  /** The classes of this package that can be run. */
  static Stream<Class<?>> victims() throws Exception {
    Path classes = Path.of(UnsafeHog.class.getResource("UnsafeHog.class").toURI()).getParent();
    List<Class<?>> victims = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        if (name.contains("$") || name.equals("package-info")) {
          continue;
        }
        Class<?> type = Class.forName(UnsafeHog.class.getPackageName() + "." + name);
        if (Arrays.stream(type.getDeclaredMethods()).anyMatch(m -> m.getName().equals("main"))) {
          victims.add(type);
        }
      }
    }
    return victims.stream();
  }

  private long entries() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    }
  }
}
