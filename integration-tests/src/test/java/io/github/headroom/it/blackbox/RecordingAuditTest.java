package io.github.headroom.it.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.agent.record.RecordingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingAuditTest {

  private static final int HEADERS = 2 * RecordingFile.HEADER_BYTES;

  /** Rings of 8 and 24 KiB. */
  private static final int SIZE = HEADERS + 32 * 1024;

  private static final int FAST = HEADERS + 8 * 1024;
  private static final int RECORD = 48;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void aRecording() {
    file = directory.resolve("1-1.headroom");
  }

  @Test
  void aWholeOneHasNoFaultAndTheTimesOfItsRecords() throws IOException {
    write(10);
    RecordingAudit audit = RecordingAudit.of(file);
    assertEquals(List.of(), audit.faults());
    assertEquals(10, audit.times().size());
    assertEquals(1010, audit.lastMillis());
  }

  @Test
  void aFileWhoseRingBeganAgainHasNoFault() throws IOException {
    write(1200);
    RecordingAudit audit = RecordingAudit.of(file);
    assertEquals(List.of(), audit.faults());
    assertEquals(2200, audit.lastMillis());
  }

  @Test
  void aRecordOfWhichABitIsWrongIsTorn() throws IOException {
    write(10);
    change(FAST + 2 * RECORD + 40, 1);
    assertFaults("a torn record at " + (FAST + 2 * RECORD), "record 3 of 10 is missing");
  }

  @Test
  void aRecordThatIsNotThereIsMissing() throws IOException {
    write(10);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < RECORD; i++) {
      bytes[FAST + 4 * RECORD + i] = 0;
    }
    Files.write(file, bytes);
    assertFaults("record 5 of 10 is missing");
  }

  @Test
  void aHeaderOfWhichABitIsWrongIsNamed() throws IOException {
    write(1);
    change(RecordingFile.HEADER_BYTES + 30, 1);
    assertFaults("the header at 16384 has a wrong checksum");
  }

  @Test
  void anEmptyFileHasNoRoomForARecord() throws IOException {
    Files.write(file, new byte[0]);
    assertFaults("the file has 0 bytes: no room for a record");
  }

  @Test
  void aFileThatEndsWithinItsRingsHasNoRecord() throws IOException {
    write(10);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), HEADERS + 100));
    assertFaults("no record");
  }

  @Test
  void garbageIsNoRecording() throws IOException {
    byte[] garbage = new byte[SIZE];
    new Random(1).nextBytes(garbage);
    Files.write(file, garbage);
    assertFaults("no header at 0", "no header at 16384", "no record");
  }

  /** Records in the fast ring. */
  private void write(int records) throws IOException {
    RecordingFile recording = RecordingFile.create(file, SIZE, "agent=test\n");
    for (int i = 1; i <= records; i++) {
      recording.begin(RecordingFile.SAMPLE, 1000 + i).putLong(i).putLong(i);
      recording.append(true, false);
    }
    recording.close();
  }

  private void change(int at, int by) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] += (byte) by;
    Files.write(file, bytes);
  }

  private void assertFaults(String... faults) throws IOException {
    assertEquals(List.of(faults), RecordingAudit.of(file).faults());
  }
}
