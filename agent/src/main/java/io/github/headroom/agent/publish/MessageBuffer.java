package io.github.headroom.agent.publish;

import io.github.headroom.agent.transport.RetrySchedule;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of one export, kept for its retries. The next export uses the same memory. */
final class MessageBuffer {

  /** A buffer above this size, in bytes, is released after its export. */
  private static final int KEPT_BYTES = 256 * 1024;

  private ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 * 1024);

  /** Serializes the message. The result is valid until the next call. */
  ByteArrayOutputStream fill(MessageWriter writer, @Nullable Compressor compressor)
      throws IOException {
    bytes.reset();
    if (compressor == null) {
      writer.writeMessage(bytes);
    } else {
      try (OutputStream compressed = compressor.compress(bytes)) {
        writer.writeMessage(compressed);
      }
    }
    return bytes;
  }

  void shrink() {
    if (bytes.size() > KEPT_BYTES) {
      bytes = new ByteArrayOutputStream(8 * 1024);
    }
  }

  static RetrySchedule schedule(@Nullable RetryPolicy policy) {
    return policy == null
        ? RetrySchedule.never()
        : new RetrySchedule(
            policy.getMaxAttempts(),
            policy.getInitialBackoff().toNanos(),
            policy.getMaxBackoff().toNanos(),
            policy.getBackoffMultiplier());
  }

  static String @Nullable [] array(@Nullable List<String> list) {
    return list == null || list.isEmpty() ? null : list.toArray(new String[0]);
  }
}
