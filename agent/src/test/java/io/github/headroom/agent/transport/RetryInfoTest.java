package io.github.headroom.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryInfoTest {

  private static final String TYPE = "type.googleapis.com/google.rpc.RetryInfo";

  @Test
  void theDelayOfTheRightDetailIsTaken() throws IOException {
    assertEquals(
        120_000_000_005L,
        nanos(any("type.googleapis.com/google.rpc.DebugInfo", 7, 0), any(TYPE, 120, 5)));
  }

  @Test
  void aValueWithoutPaddingIsTaken() throws IOException {
    byte[] status = status(any(TYPE, 3, 0));
    RetryInfo info = RetryInfo.of(Base64.getEncoder().withoutPadding().encodeToString(status));

    assertNotNull(info);
    assertEquals(3_000_000_000L, info.nanos);
  }

  @Test
  void theFirstOfSeveralValuesIsUsed() throws IOException {
    RetryInfo info = RetryInfo.of(header(any(TYPE, 3, 0)) + "," + header(any(TYPE, 4, 0)));

    assertNotNull(info);
    assertEquals(3_000_000_000L, info.nanos);
  }

  @Test
  void anInfoWithoutADelayAsksForNoTime() throws IOException {
    assertEquals(0, nanos(any(TYPE, 0, 0)));
    assertEquals(0, nanos(Any.newBuilder().setTypeUrl(TYPE).build()));
  }

  @Test
  void aNegativeDelayAsksForNoTime() throws IOException {
    assertEquals(0, nanos(any(TYPE, -5, -5)));
  }

  @Test
  void aDelayBeyondAllBoundsDoesNotOverflow() throws IOException {
    assertEquals(
        Long.MAX_VALUE / 4 / 1_000_000_000 * 1_000_000_000, nanos(any(TYPE, Long.MAX_VALUE, 0)));
  }

  @Test
  void aStatusWithoutOneIsNone() throws IOException {
    assertNull(RetryInfo.of(""));
    assertNull(RetryInfo.of(header()));
    assertNull(RetryInfo.of(header(any("type.googleapis.com/google.rpc.DebugInfo", 7, 0))));
    assertNull(RetryInfo.of(header(any(TYPE + "s", 7, 0))));
  }

  @Test
  void garbageIsNone() {
    assertNull(RetryInfo.of("no base64 at all!"));
    assertNull(RetryInfo.of("////////"));
  }

  @Test
  void noGarbageThrows() throws IOException {
    Random random = new Random(1);
    byte[] whole = status(any(TYPE, 120, 5));
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      RetryInfo.of(Base64.getEncoder().encodeToString(changed));
    }
  }

  private static long nanos(Any... details) throws IOException {
    RetryInfo info = RetryInfo.of(header(details));
    assertNotNull(info);
    return info.nanos;
  }

  private static String header(Any... details) throws IOException {
    return Base64.getEncoder().encodeToString(status(details));
  }

  /** google.rpc.Status: code 1, message 2, details 3. */
  static byte[] status(Any... details) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeInt32(1, 8);
    out.writeString(2, "slow down");
    for (Any detail : details) {
      out.writeMessage(3, detail);
    }
    out.flush();
    return bytes.toByteArray();
  }

  /** A google.rpc.RetryInfo has one field, retry_delay 1. */
  static Any any(String type, long seconds, int nanos) throws IOException {
    Message delay = Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeMessage(1, delay);
    out.flush();
    return Any.newBuilder()
        .setTypeUrl(type)
        .setValue(ByteString.copyFrom(bytes.toByteArray()))
        .build();
  }
}
