package io.github.headroom.agent.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.locate.KubeletMounts;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A termination message and a status while the application's heap is full. */
class RecordsTest {

  @TempDir Path directory;
  private final FullHeap heap = new FullHeap(AgentLog.Level.DEBUG);
  private final Records records = new Records(heap.log);
  private final Sample sample = ForecastFigures.jvm(100).build();
  private final Outlook outlook = new Outlook();
  private final Properties given = new Properties();
  private Path message;
  private Path status;

  @BeforeEach
  void bothAreWanted() throws IOException {
    message = Files.createFile(directory.resolve("termination-log"));
    status = directory.resolve("status.json");
    given.setProperty("headroom.recorder", "off");
    given.setProperty("headroom.termination-message", message.toString());
    given.setProperty("headroom.status-file", status.toString());
    outlook.full(sample, 0);
  }

  private void begin() {
    Settings settings = SettingsReader.read(null, given, Map.of(), directory, new ArrayList<>());
    Wiring wiring = new Wiring(heap.log);
    Events events = new Events(wiring, settings, new Exports(heap.log), heap.log);
    records.begin(wiring, settings, null, outlook, events);
  }

  private void write() {
    records.writeMessage(sample, outlook, 0, true);
    records.writeStatus(sample, outlook, true);
  }

  @Test
  void atTheEndBothAreGone() throws IOException {
    begin();
    write();
    assertTrue(Files.size(message) > 0);
    assertTrue(Files.exists(status));
    records.shutdownEnded(true);
    assertEquals(0, Files.size(message));
    assertTrue(Files.notExists(status));
  }

  @Test
  void aStatusThatCannotBeRemovedLeavesNoTerminationMessage() throws IOException {
    begin();
    write();
    Files.delete(status);
    Files.createDirectories(status.resolve("not empty"));
    heap.full = true;
    records.shutdownEnded(true);
    assertEquals(0, Files.size(message));
  }

  @Test
  void aTerminationMessageThatCannotBeForgottenLeavesNoStatus() throws IOException {
    begin();
    write();
    Files.delete(message);
    heap.full = true;
    assertThrows(FullHeap.NoMemory.class, () -> records.shutdownEnded(true));
    assertTrue(Files.notExists(status));
  }

  @Test
  void theTerminationMessageIsWrittenWhereTheBeginningFailedBehindIt() throws IOException {
    given.setProperty("headroom.status-file", "/no\0name");
    heap.full = true;
    assertThrows(FullHeap.NoMemory.class, this::begin);
    heap.full = false;
    begin();
    write();
    assertTrue(Files.readString(message).startsWith("[headroom] "), heap::text);
  }

  @Test
  void aRecordingNamesItsServiceAndItsContainer() throws IOException {
    assumeTrue(KubeletMounts.container(Path.of("/")) == null, "a pod's own name wins");
    given.setProperty("otel.service.name", "orders");
    given.setProperty("otel.resource.attributes", "k8s.container.name=checkout");

    assertEquals(List.of("k8s_container_name=checkout", "service_name=orders"), namesRecorded());
  }

  /** Without this, the first start with a name would not find its predecessor. */
  @Test
  void aServiceThatNobodyNamedHasNoName() throws IOException {
    assumeTrue(KubeletMounts.container(Path.of("/")) == null, "a pod has a name");

    assertEquals(List.of(), namesRecorded());
  }

  private List<String> namesRecorded() throws IOException {
    Path recordings = directory.resolve("recordings");
    given.setProperty("headroom.recorder", "on");
    given.setProperty("headroom.recorder.dir", recordings.toString());
    begin();
    try (Stream<Path> files = Files.list(recordings)) {
      // The header's text starts at 24 and is padded with zeros.
      String header = Files.readString(files.findFirst().orElseThrow(), ISO_8859_1).substring(24);
      return header
          .substring(0, header.indexOf('\0'))
          .lines()
          .filter(
              line -> line.startsWith("k8s_container_name=") || line.startsWith("service_name="))
          .toList();
    }
  }
}
