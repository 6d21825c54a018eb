package io.github.headroom.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartialSuccessTest {

  @Test
  void rejectedPointsAndTheirReasonAreRead() {
    PartialSuccess partial = PartialSuccess.of(response(77, "too old"));

    assertNotNull(partial);
    assertEquals(77, partial.rejected());
    assertEquals("too old", partial.message());
  }

  @Test
  void aWarningWithoutRejectedPointsIsRead() {
    PartialSuccess partial = PartialSuccess.of(response(0, "deprecated"));

    assertNotNull(partial);
    assertEquals(0, partial.rejected());
    assertEquals("deprecated", partial.message());
  }

  @Test
  void anAnswerThatTookAllIsNone() {
    assertNull(PartialSuccess.of(new byte[0]));
    assertNull(PartialSuccess.of(response(0, "")));
    assertNull(PartialSuccess.of(ExportMetricsServiceResponse.getDefaultInstance().toByteArray()));
  }

  @Test
  void aNegativeCountIsNone() {
    assertNull(PartialSuccess.of(response(-5, "")));
  }

  @Test
  void theBeginningOfALongReasonIsKept() {
    PartialSuccess partial = PartialSuccess.of(response(1, "r".repeat(5000)));

    assertNotNull(partial);
    assertEquals("r".repeat(200), partial.message());
  }

  @Test
  void theReceivedPartOfATruncatedAnswerIsUsed() {
    byte[] whole = response(77, "too old");
    PartialSuccess partial = PartialSuccess.of(Arrays.copyOf(whole, whole.length - 4));

    assertNotNull(partial);
    assertEquals(77, partial.rejected());
    assertEquals("too", partial.message());
  }

  @Test
  void garbageIsPassedOver() {
    assertNull(PartialSuccess.of("<html>not found</html>".getBytes(StandardCharsets.US_ASCII)));
    assertNull(PartialSuccess.of(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}));
    // A length of at least 2^63.
    byte[] endless = new byte[11];
    Arrays.fill(endless, (byte) 0xff);
    endless[0] = 0x0a;
    assertNull(PartialSuccess.of(endless));
  }

  @Test
  void noGarbageThrows() {
    Random random = new Random(1);
    byte[] whole = response(77, "too old");
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      PartialSuccess.of(changed);
    }
  }

  private static byte[] response(long rejected, String message) {
    return ExportMetricsServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportMetricsPartialSuccess.newBuilder()
                .setRejectedDataPoints(rejected)
                .setErrorMessage(message))
        .build()
        .toByteArray();
  }
}
