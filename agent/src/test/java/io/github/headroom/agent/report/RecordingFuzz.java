package io.github.headroom.agent.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.fuzz.FuzzFile;
import io.github.headroom.agent.record.RecordingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A recording: the header and the records of the input get the right checksums, or are taken as
 * they are. What is no recording is an IOException, what is no record is passed over.
 */
public final class RecordingFuzz {

  private static final FuzzFile FILE = new FuzzFile("a.hrec");
  private static final int MOST = 64 * 1024;

  private RecordingFuzz() {}

  /**
   * The first byte decides whether the rest is a file (0), or the length and the text of a header
   * and then, for each record, length, type and payload.
   */
  public static void fuzzerTestOneInput(byte[] input) {
    ByteBuffer in = ByteBuffer.wrap(input);
    if (input.length == 0) {
      return;
    }
    byte[] bytes = new byte[2 * RecordingFile.HEADER_BYTES + MOST];
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (in.get() == 0) {
      in.limit(Math.min(in.limit(), file.capacity()));
      file.put(in);
    } else {
      header(in, file, bytes);
      records(in, file, bytes);
    }
    FILE.hold(Arrays.copyOf(bytes, file.position()));
    try (Recording recording = Recording.open(FILE.path())) {
      read(recording);
    } catch (IOException e) {
      assertTrue(e.getMessage() != null && !e.getMessage().isEmpty(), "has a message");
    }
  }

  private static void read(Recording recording) throws IOException {
    Entry entry = new Entry();
    assertTrue(recording.size() <= MOST / RecordingFile.RECORD_PREFIX_BYTES);
    long before = 0;
    for (int i = 0; i < recording.size(); i++) {
      assertTrue(recording.sequence(i) > before, "in their order");
      before = recording.sequence(i);
      recording.read(i, entry);
    }
  }

  private static void header(ByteBuffer in, ByteBuffer file, byte[] bytes) {
    int length = Math.min(length(in), RecordingFile.HEADER_BYTES - 24);
    byte[] text = take(in, length);
    file.putLong(RecordingFile.MAGIC).putInt(RecordingFile.FORMAT).putInt(text.length).putLong(0);
    file.put(text);
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, file.position());
    file.putLong(16, crc.getValue());
    file.position(2 * RecordingFile.HEADER_BYTES);
  }

  private static void records(ByteBuffer in, ByteBuffer file, byte[] bytes) {
    for (long sequence = 1; in.remaining() > 2; sequence++) {
      byte[] payload = take(in, length(in));
      int type = in.hasRemaining() ? in.get() & 3 : 1;
      int start = file.position();
      int end = start + RecordingFile.RECORD_PREFIX_BYTES + payload.length;
      end = (end + RecordingFile.ALIGNMENT - 1) / RecordingFile.ALIGNMENT * RecordingFile.ALIGNMENT;
      if (end > file.capacity()) {
        return;
      }
      file.putInt(RecordingFile.RECORD_MAGIC).putInt(0).putInt(end - start).putInt(type);
      file.putLong(sequence).putLong(1_700_000_000_000L + sequence).put(payload);
      CRC32 crc = new CRC32();
      crc.update(bytes, start + 8, end - start - 8);
      file.putInt(start + 4, (int) crc.getValue());
      file.position(end);
    }
  }

  private static int length(ByteBuffer in) {
    return in.remaining() < 2 ? 0 : in.getShort() & 0xffff;
  }

  private static byte[] take(ByteBuffer in, int length) {
    byte[] bytes = new byte[Math.min(length, in.remaining())];
    in.get(bytes);
    return bytes;
  }
}
