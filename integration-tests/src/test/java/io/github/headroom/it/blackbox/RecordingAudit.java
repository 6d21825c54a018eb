package io.github.headroom.it.blackbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * A recording read by docs/recording.md alone, with none of the agent's code: that both headers and
 * every record are whole, and that of what the rings still hold no record is missing.
 *
 * @param times of the records by their sequence, milliseconds since 1970
 * @param faults what is wrong; nothing where all is well
 */
record RecordingAudit(TreeMap<Long, Long> times, List<String> faults) {

  private static final int HEADER = 16 * 1024;
  private static final int RINGS = 2 * HEADER;
  private static final long HEADER_MAGIC = bytes("HEADROOM").getLong();
  private static final int RECORD_MAGIC = bytes("HRec").getInt();
  private static final int PREFIX = 32;

  static RecordingAudit of(Path file) throws IOException {
    List<String> faults = new ArrayList<>();
    TreeMap<Long, Long> times = new TreeMap<>();
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (all.limit() <= RINGS) {
      faults.add("the file has " + all.limit() + " bytes: no room for a record");
      return new RecordingAudit(times, faults);
    }
    header(all, 0, faults);
    header(all, HEADER, faults);
    int middle = RINGS + (all.limit() - RINGS) / 4 / 8 * 8;
    List<Long> slow = records(all, RINGS, middle, times, faults);
    List<Long> fast = records(all, middle, all.limit(), times, faults);
    inOrder("slow", slow, faults);
    inOrder("fast", fast, faults);
    noneMissing(slow, fast, faults);
    return new RecordingAudit(times, List.copyOf(faults));
  }

  /** When the last record was written; there is one. */
  long lastMillis() {
    return times.lastEntry().getValue();
  }

  private static void header(ByteBuffer all, int at, List<String> faults) {
    int length = all.getInt(at + 12);
    if (all.getLong(at) != HEADER_MAGIC || length < 0 || length > HEADER - 24) {
      faults.add("no header at " + at);
      return;
    }
    byte[] copy = new byte[24 + length];
    all.get(at, copy);
    ByteBuffer.wrap(copy).putLong(16, 0);
    if (crc(ByteBuffer.wrap(copy)) != all.getLong(at + 16)) {
      faults.add("the header at " + at + " has a wrong checksum");
    }
  }

  /** Sequences in the order of the file. */
  private static List<Long> records(
      ByteBuffer all, int from, int to, TreeMap<Long, Long> times, List<String> faults) {
    List<Long> sequences = new ArrayList<>();
    int at = from;
    while (at + PREFIX <= to) {
      if (all.getInt(at) != RECORD_MAGIC) {
        at += 8;
        continue;
      }
      int length = all.getInt(at + 8);
      boolean fits = length >= PREFIX && length % 8 == 0 && length <= to - at;
      if (!fits || crc(all.slice(at + 8, length - 8)) != (all.getInt(at + 4) & 0xffffffffL)) {
        faults.add("a torn record at " + at);
        at += 8;
        continue;
      }
      sequences.add(all.getLong(at + 16));
      times.put(all.getLong(at + 16), all.getLong(at + 24));
      at += length;
    }
    return sequences;
  }

  /** A ring goes up, but where it begins anew. */
  private static void inOrder(String ring, List<Long> sequences, List<String> faults) {
    int falls = 0;
    for (int i = 1; i < sequences.size(); i++) {
      falls += sequences.get(i) <= sequences.get(i - 1) ? 1 : 0;
    }
    if (falls > 1) {
      faults.add("the " + ring + " ring goes back " + falls + " times");
    }
  }

  /**
   * From the oldest of the fast ring on both together have every number; from 1 before it wraps.
   */
  private static void noneMissing(List<Long> slow, List<Long> fast, List<String> faults) {
    if (fast.isEmpty()) {
      faults.add("no record");
      return;
    }
    TreeSet<Long> both = new TreeSet<>(slow);
    both.addAll(fast);
    boolean wrapped = fast.get(fast.size() - 1) < fast.get(0);
    long first = wrapped ? new TreeSet<>(fast).first() : 1;
    for (long sequence = first; sequence < both.last(); sequence++) {
      if (!both.contains(sequence)) {
        faults.add("record " + sequence + " of " + both.last() + " is missing");
      }
    }
  }

  private static long crc(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
