package io.github.headroom.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.fuzz.Allocated;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/**
 * Header blocks: the result is a ProtocolException or bounded values. What is encoded is decoded
 * unchanged.
 */
public final class HpackFuzz {

  private static final int MOST = 64 * 1024;

  private HpackFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    Allocated.bounded(
        () -> {
          HpackDecoder decoder = Http2Reply.decoder();
          try {
            int size = decoder.decode(input, 0, input.length, MOST);
            assertTrue(size >= 0 && size <= MOST, "" + size);
          } catch (ProtocolException e) {
            return;
          }
          for (int i = 0; i < 4; i++) {
            String value = decoder.value(i);
            assertTrue(value == null || value.length() <= MOST);
          }
        });
    String value = new String(input, 0, Math.min(input.length, 200), StandardCharsets.US_ASCII);
    HpackEncoder encoder = new HpackEncoder();
    encoder.add("x-" + value, value);
    encoder.add("grpc-message", value.replace('\ufffd', '?'));
    byte[] block = encoder.toByteArray();
    HpackDecoder decoder = Http2Reply.decoder();
    decoder.decode(block, 0, block.length, MOST);
    assertEquals(value.replace('\ufffd', '?'), decoder.value(2));
  }
}
