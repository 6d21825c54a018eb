package io.github.headroom.agent.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

  @TempDir Path directory;

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("headroom.properties"), text);
  }

  private static Reading read(Path file) {
    return Reading.ofArgument("config=" + file);
  }

  @Test
  void settingsOfBothKindsAreReadFromTheFile() throws IOException {
    Path file = write("otel.service.name = shop\n# a comment\nheadroom.sample.interval: 2s\n");

    Settings settings = read(file).settings();

    assertEquals("shop", settings.serviceName());
    assertEquals(2000, settings.sampleIntervalMillis());
    assertEquals(file.toString(), settings.configFile());
  }

  @Test
  void theFileIsAskedAfterTheEnvironment() throws IOException {
    Path file = write("otel.service.name=from-file");

    Reading reading =
        Reading.ofEnvironment(
            Map.of("HEADROOM_CONFIG", file.toString(), "OTEL_SERVICE_NAME", "from-environment"));

    assertEquals("from-environment", reading.settings().serviceName());
  }

  @Test
  void theFileMayBeNamedByASystemProperty() throws IOException {
    Path file = write("otel.service.name=shop");

    assertEquals(
        "shop", Reading.ofProperty("headroom.config", file.toString()).settings().serviceName());
  }

  @Test
  void theFileIsUtf8() throws IOException {
    assertEquals("été", read(write("otel.service.name=été")).settings().serviceName());
  }

  @Test
  void aWrongValueIsNamedWithTheFile() throws IOException {
    Path file = write("otel.metric.export.interval=abc");

    String problem = read(file).problems().get(0);

    assertTrue(problem.startsWith("otel.metric.export.interval (file "), problem);
  }

  @Test
  void aMissingFileIsNamed() {
    Reading reading = read(Path.of("/nowhere/headroom.properties"));

    assertEquals(
        List.of(
            "headroom.config /nowhere/headroom.properties: no such file;"
                + " no setting of it is used"),
        reading.problems());
  }

  @Test
  void anEmptyFileIsNoProblem() throws IOException {
    assertEquals(List.of(), read(write("")).problems());
  }

  @Test
  void aDirectoryIsNamed() {
    Reading reading = read(Path.of("/proc/self"));

    assertEquals(
        List.of(
            "headroom.config /proc/self: expected a regular file, found a directory, a FIFO or a"
                + " device; no setting of it is used"),
        reading.problems());
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aFifoDoesNotBlock() throws Exception {
    Path fifo = directory.resolve("fifo");
    int exit = new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
    Assumptions.assumeTrue(exit == 0, "mkfifo is not there");

    assertTrue(read(fifo).problems().get(0).contains("expected a regular file"));
  }

  @Test
  void anUnreadableFileIsNamed() throws IOException {
    Path file = write("otel.service.name=shop");
    file.toFile().setReadable(false, false);
    Assumptions.assumeFalse(Files.isReadable(file), "root reads every file");

    assertTrue(read(file).problems().get(0).contains("cannot be read"));
  }

  @Test
  void aFileThatFailsWhileReadIsNamed() {
    Reading reading = read(Path.of("/proc/self/mem"));

    String problem = reading.problems().get(0);
    assertTrue(
        problem.startsWith("headroom.config /proc/self/mem: cannot be read (java.io.IOException"),
        problem);
  }

  @Test
  void aHugeFileIsNotRead() throws IOException {
    Path file = write("otel.service.name=shop\n#" + "x".repeat(70_000));

    Reading reading = read(file);

    assertEquals("unknown_service:java", reading.settings().serviceName());
    assertTrue(reading.problems().get(0).contains("expected at most 65536 bytes, found more"));
  }

  @Test
  void binaryDataIsNamed() throws IOException {
    Path file = directory.resolve("binary");
    Files.write(file, new byte[] {0x7f, 'E', 'L', 'F', 0, 1, 2, (byte) 0xff, '=', '\n'});

    String problem = read(file).problems().get(0);

    assertTrue(problem.contains("expected a properties file, found binary data"), problem);
  }

  @Test
  void aMalformedEscapeIsNamed() throws IOException {
    String problem = read(write("otel.service.name=\\u12x4")).problems().get(0);

    assertTrue(problem.contains("expected a properties file (Malformed"), problem);
  }

  @Test
  void anotherFormatIsNamedByItsFirstKeysOnly() throws IOException {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      yaml.append("key").append(i).append(": value\n");
    }

    assertEquals(5, read(write(yaml.toString())).problems().size());
  }

  @Test
  void aKeyWithoutItsPrefixIsNamedWithTheNearest() throws IOException {
    String problem = read(write("log.level=debug")).problems().get(0);

    assertTrue(problem.endsWith("the nearest is headroom.log.level"), problem);
  }

  @Test
  void settingsOfOtherOpenTelemetrySdksPass() throws IOException {
    assertEquals(List.of(), read(write("otel.javaagent.debug=true")).problems());
  }

  @Test
  void aFileNamedInTheFileIsNotRead() throws IOException {
    Path other = directory.resolve("other");
    Files.write(other, "otel.service.name=other".getBytes(StandardCharsets.UTF_8));

    Reading reading = read(write("headroom.config=" + other));

    assertEquals("unknown_service:java", reading.settings().serviceName());
  }
}
