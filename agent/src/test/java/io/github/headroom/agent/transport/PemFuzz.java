package io.github.headroom.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;

/**
 * Files of keys and certificates: the result is a PemException of one line, or a key that is read
 * back unchanged.
 */
public final class PemFuzz {

  private static final int LONGEST_MESSAGE = 1024;

  private PemFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    PemFile file = new PemFile("otel.exporter.otlp.client.key", "/etc/tls/key.pem");
    try {
      List<PemFile.Block> blocks = file.blocks(input);
      assertFalse(blocks.isEmpty());
      assertTrue(PemFile.labels(blocks).length() <= LONGEST_MESSAGE);
      PrivateKey key = PemKey.of(file, blocks);
      assertEquals(key, PemKey.of(file, file.blocks(written(key))));
    } catch (PemException e) {
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith("otel.exporter.otlp.client.key: /etc/tls/key.pem: "), message);
      assertTrue(message.length() <= LONGEST_MESSAGE, message);
      assertEquals(Printable.line(message), message);
    }
  }

  private static byte[] written(PrivateKey key) throws IOException {
    String content = Base64.getMimeEncoder().encodeToString(key.getEncoded());
    return ("-----BEGIN PRIVATE KEY-----\n" + content + "\n-----END PRIVATE KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
