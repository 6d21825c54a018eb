package io.github.headroom.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.record.RecordingFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Files damaged at random, the same each time: {@code -Dheadroom.damaged.cases=100000} for more,
 * {@code -Dheadroom.damaged.summary=FILE} writes a summary.
 */
@Execution(ExecutionMode.CONCURRENT)
class DamagedRecordingTest {

  private static final int CASES = Integer.getInteger("headroom.damaged.cases", 2_000);

  /** Small, so that damage hits something; the rings wrap in it. */
  private static final int SIZE = 2 * RecordingFile.HEADER_BYTES + 32 * 1024;

  @TempDir Path directory;

  @Test
  void everyRecordReadWasWrittenOrTheFileHasAnError() throws IOException {
    Path file = directory.resolve("1-1.headroom");
    try (RecordedLife life = new RecordedLife(file, SIZE)) {
      for (int i = 0; i < 200; i++) {
        life.tick((500 + i) * RecordedLife.MIB);
      }
      life.shutdown();
    }
    byte[] whole = Files.readAllBytes(file);
    Map<Long, String> written = records(file);
    assertTrue(written.size() > 40, "" + written.size());

    int refused = 0;
    int read = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Files.write(file, damage(whole, new Random(seed)));
      String which = "seed " + seed;
      try {
        for (Map.Entry<Long, String> record : records(file).entrySet()) {
          assertEquals(written.get(record.getKey()), record.getValue(), which);
          read++;
        }
        if (seed % 10 == 0) {
          printEverything(file);
        }
      } catch (IOException e) {
        assertNotNull(e.getMessage(), which);
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError(which, e);
      }
    }
    String came = CASES + " cases: " + refused + " refused with a message, in the rest ";
    came += read + " records read, all of them as they were written";
    assertTrue(refused > CASES / 100 && read > CASES, came);
    String summary = System.getProperty("headroom.damaged.summary");
    if (summary != null) {
      Files.writeString(Path.of(summary), came + "\n");
    }
  }

  private static void printEverything(Path file) throws IOException {
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
    RecordingSummary summary = RecordingSummary.of(file, Path.of("/nothing-here"), false);
    ReportText.print(file, summary, out);
    ReportJson.of(summary);
    Replay.print(file, out);
  }

  /** The text of each record by its sequence. The tables are those of the full sample before. */
  private static Map<Long, String> records(Path file) throws IOException {
    Map<Long, String> records = new HashMap<>();
    try (Recording recording = Recording.open(file)) {
      for (int i = 0; i < recording.size(); i++) {
        Entry entry = new Entry();
        if (recording.read(i, entry)) {
          records.put(
              entry.sequence,
              entry.type
                  + (" " + entry.epochMillis + " " + entry.text + " " + entry.verdict)
                  + (" " + entry.culprit + " " + entry.midSeconds + " " + entry.seconds)
                  + Samples.text(entry.sample));
        }
      }
    }
    return records;
  }

  private static byte[] damage(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int kind = random.nextInt(8);
    if (kind == 0) { // bit flips
      for (int i = random.nextInt(20); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
    } else if (kind == 1) { // cut off
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    } else if (kind == 2) { // a block of nothing
      int from = random.nextInt(bytes.length);
      Arrays.fill(bytes, from, Math.min(bytes.length, from + random.nextInt(8192)), (byte) 0);
    } else if (kind == 3) { // a block of garbage
      byte[] garbage = new byte[random.nextInt(4096)];
      random.nextBytes(garbage);
      int at = random.nextInt(bytes.length - garbage.length);
      System.arraycopy(garbage, 0, bytes, at, garbage.length);
    } else if (kind == 4) { // a part at the place of another, the beginning of records above all
      int length = 8 * random.nextInt(1024);
      int source = 8 * random.nextInt((bytes.length - length) / 8);
      int target = 8 * random.nextInt((bytes.length - length) / 8);
      System.arraycopy(whole, source, bytes, target, length);
    } else if (kind == 5) { // both headers
      bytes[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
      bytes[RecordingFile.HEADER_BYTES + random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
    } else if (kind == 6) { // of another version, and whole
      int version = RecordingFile.FORMAT + 1 + random.nextInt(1000);
      for (int copy = 0; copy < 2; copy++) {
        setVersion(bytes, copy * RecordingFile.HEADER_BYTES, version);
      }
    } else { // longer than it was
      return Arrays.copyOf(bytes, bytes.length + random.nextInt(100_000));
    }
    return bytes;
  }

  private static void setVersion(byte[] bytes, int header, int version) {
    int prefix = RecordingFile.HEADER_PREFIX_BYTES;
    ByteBuffer copy = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    copy.putInt(header + 8, version).putLong(header + 16, 0);
    CRC32 crc = new CRC32();
    crc.update(bytes, header, prefix + copy.getInt(header + 12));
    copy.putLong(header + 16, crc.getValue());
  }

  @Test
  void aRecordingOfAnotherVersionIsRefused() throws IOException {
    Path file = directory.resolve("1-1.headroom");
    try (RecordedLife life = new RecordedLife(file, SIZE)) {
      life.tick(500 * RecordedLife.MIB);
    }
    byte[] bytes = Files.readAllBytes(file);
    setVersion(bytes, 0, 7);
    setVersion(bytes, RecordingFile.HEADER_BYTES, 7);
    Files.write(file, bytes);
    IOException refused = assertThrows(IOException.class, () -> Recording.open(file));
    assertTrue(refused.getMessage().startsWith("a recording of format 7"), refused::getMessage);
  }
}
