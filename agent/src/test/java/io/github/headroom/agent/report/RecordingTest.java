package io.github.headroom.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingTest {

  private static final long SIZE = 512 * 1024;

  @TempDir Path directory;

  @Test
  void aSampleComesBackWithEveryFigureAndRow() throws IOException {
    Sample sample = SampleBuilder.everythingKnown();
    try (RecordedLife life = new RecordedLife(file(), SIZE)) {
      life.tick(sample);
    }

    assertEquals(Samples.text(sample), Samples.text(read(0).sample));
  }

  @Test
  void absentUnlimitedAndUnreadableStayThreeThings() throws IOException {
    Sample sample =
        new SampleBuilder()
            .with(Field.USAGE, -1)
            .with(Field.LIMIT, io.github.headroom.agent.sample.State.UNLIMITED)
            .with(Field.SWAP, io.github.headroom.agent.sample.State.UNREADABLE)
            .ancestor("/sys/fs/cgroup/größe 水", io.github.headroom.agent.sample.State.UNLIMITED)
            .build();
    try (RecordedLife life = new RecordedLife(file(), SIZE)) {
      life.tick(sample);
    }

    assertEquals(Samples.text(sample), Samples.text(read(0).sample));
  }

  @Test
  void aFastTickKeepsTheTablesOfTheFullOneBefore() throws IOException {
    Sample full = SampleBuilder.everythingKnown();
    try (RecordedLife life = new RecordedLife(file(), SIZE)) {
      life.tick(full).tick(full);
    }

    try (Recording recording = Recording.open(file())) {
      Entry entry = new Entry();
      assertTrue(recording.read(0, entry));
      assertTrue(recording.read(recording.size() - 1, entry));
      assertFalse(entry.fullPass);
      assertEquals(Samples.text(full), Samples.text(entry.sample));
    }
  }

  @Test
  void oldTicksMakeRoomForNewOnesAndTheSlowRingReachesFurtherBack() throws IOException {
    int ticks = 5_000;
    try (RecordedLife life = new RecordedLife(file(), SIZE)) {
      for (int i = 0; i < ticks; i++) {
        life.tick(300 * RecordedLife.MIB);
      }
    }

    List<Integer> seconds = seconds();
    int last = seconds.size() - 1;
    int unbroken = 0;
    while (unbroken < last && seconds.get(last - unbroken - 1) == ticks - 2 - unbroken) {
      unbroken++;
    }
    assertEquals(ticks - 1, seconds.get(last));
    assertEquals(0, seconds.get(0), "a full sample a minute since the start");
    assertTrue(unbroken > 900, "every tick of the last minutes: " + unbroken);
    assertEquals(60, seconds.get(10) - seconds.get(9));
  }

  @Test
  void aChangedLimitIsKeptForHours() throws IOException {
    try (RecordedLife life = new RecordedLife(file(), SIZE)) {
      for (int i = 0; i < 3_000; i++) {
        Sample sample = life.sample(300 * RecordedLife.MIB, i < 77 ? 0 : 1);
        life.tick(sample);
      }
    }

    assertTrue(seconds().contains(77), "a fast tick, an hour ago");
  }

  @Test
  void theReportedFiguresComeBack() throws IOException {
    try (RecordedLife life = new RecordedLife(file(), SIZE)) {
      for (int i = 0; i < 120; i++) {
        life.tick((500 + 4 * i) * RecordedLife.MIB);
      }
      life.shutdown();
    }

    Entry entry = new Entry();
    try (Recording recording = Recording.open(file())) {
      assertTrue(recording.read(recording.size() - 1, entry));
      assertTrue(entry.isEvent(Recorder.SHUTDOWN));
      assertTrue(recording.read(recording.size() - 2, entry));
      assertEquals("growing", entry.verdict);
      assertTrue(entry.hasTimes && entry.lowSeconds <= entry.midSeconds, "" + entry.midSeconds);
    }
    RecordingSummary summary = RecordingSummary.of(file(), Path.of("/"), false);
    assertTrue(summary.timeline.toString().contains(" growing: "), summary.timeline.toString());
  }

  @Test
  void aFileThatIsWrittenCanBeRead() throws IOException {
    try (RecordedLife life = new RecordedLife(file(), SIZE)) {
      life.tick(1).tick(2);

      assertEquals(2, seconds().size());
    }
  }

  @Test
  void aRecordThatIsOverwrittenBetweenFindingAndReadingIsNotThereAnyMore() throws IOException {
    try (RecordedLife life = new RecordedLife(file(), SIZE)) {
      life.tick(1).tick(2);
      try (Recording recording = Recording.open(file())) {
        for (int i = 0; i < 2_000; i++) {
          life.tick(300 * RecordedLife.MIB);
        }

        assertFalse(recording.read(recording.size() - 1, new Entry()));
      }
    }
  }

  @Test
  void theSecondCopyOfTheHeaderServesWhereTheFirstIsDamaged() throws IOException {
    try (RecordedLife life = new RecordedLife(file(), SIZE)) {
      life.tick(1);
    }
    overwrite(100, new byte[] {1, 2, 3});

    assertEquals(1, seconds().size());
  }

  @ParameterizedTest(name = "{0} bytes of it: {1}")
  @CsvSource({
    "0, not a recording: expected it to begin with HEADROOM",
    "7, not a recording: expected it to begin with HEADROOM",
    "30, a damaged recording: both copies of its header are cut off or overwritten",
  })
  void aTruncatedFileIsReportedAsTruncated(int bytes, String message) throws IOException {
    new RecordedLife(file(), SIZE).close();
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }

    assertEquals(message, message());
  }

  @Test
  void anEmptyHeaderAndZerosAreNoRecording() throws IOException {
    Files.write(file(), new byte[100_000]);

    assertEquals("not a recording: expected it to begin with HEADROOM", message());
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aFifoIsNotOpened() throws Exception {
    assertEquals(0, new ProcessBuilder("mkfifo", file().toString()).start().waitFor());

    assertEquals("not a recording: found a directory, a FIFO or a device", message());
  }

  @Test
  void anUnopenableFileHasAReason() {
    assertTrue(message().startsWith("cannot be read (java.nio.file.NoSuchFileException: "));
  }

  @Test
  void aNewerFormatNamesBothVersions() throws IOException {
    RecordingFile.create(file(), SIZE, "agent=9\n").close();
    for (int copy = 0; copy < 2; copy++) {
      byte[] header = Files.readAllBytes(file());
      ByteBuffer bytes =
          ByteBuffer.wrap(
                  header, copy * RecordingFile.HEADER_BYTES, RecordingFile.HEADER_PREFIX_BYTES + 8)
              .slice()
              .order(ByteOrder.LITTLE_ENDIAN);
      bytes.putInt(8, 7).putLong(16, 0);
      java.util.zip.CRC32 crc = new java.util.zip.CRC32();
      crc.update(bytes.duplicate());
      bytes.putLong(16, crc.getValue());
      Files.write(file(), header);
    }

    assertTrue(message().startsWith("a recording of format 7, this is a reader of format 1: "));
  }

  private String message() {
    return String.valueOf(
        assertThrows(IOException.class, () -> Recording.open(file())).getMessage());
  }

  private Path file() {
    return directory.resolve("1-1.headroom");
  }

  private void overwrite(long at, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), at);
    }
  }

  private Entry read(int record) throws IOException {
    Entry entry = new Entry();
    try (Recording recording = Recording.open(file())) {
      assertTrue(recording.read(record, entry));
    }
    return entry;
  }

  /** The clock of every sample, in order. */
  private List<Integer> seconds() throws IOException {
    List<Integer> seconds = new ArrayList<>();
    try (Recording recording = Recording.open(file())) {
      Entry entry = new Entry();
      for (int i = 0; i < recording.size(); i++) {
        if (recording.read(i, entry) && entry.isSample()) {
          seconds.add((int) entry.seconds);
        }
      }
    }
    return seconds;
  }
}
