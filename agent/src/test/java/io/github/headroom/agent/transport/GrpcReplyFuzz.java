package io.github.headroom.agent.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.fuzz.Allocated;
import io.github.headroom.agent.log.Printable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * HTTP/2 frames and their gRPC response: the result is an IOException or an outcome with bounded
 * texts, and what the client sends is bounded, too.
 */
public final class GrpcReplyFuzz {

  private static final byte[] SETTINGS = {0, 0, 0, Http2Frames.SETTINGS, 0, 0, 0, 0, 0};
  private static final byte[] PREFIX = new byte[5];

  private GrpcReplyFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    byte[] answer = new byte[SETTINGS.length + input.length];
    System.arraycopy(SETTINGS, 0, answer, 0, SETTINGS.length);
    System.arraycopy(input, 0, answer, SETTINGS.length, input.length);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(new byte[100_000]);
    ByteArrayOutputStream sent = new ByteArrayOutputStream(300_000);
    Allocated.bounded(
        () -> {
          sent.reset();
          try {
            Http2Connection connection =
                new Http2Connection(new ByteArrayInputStream(answer), sent);
            for (int call = 0; call < 2 && connection.isReusable(); call++) {
              Http2Reply reply = connection.call(new byte[10], PREFIX, body, 65536);
              check(reply.outcome());
            }
          } catch (IOException e) {
            return;
          }
        });
    assertTrue(sent.size() <= 2 * 110_000 + 40 * input.length + 1000, "sent " + sent.size());
  }

  private static void check(GrpcReply outcome) {
    assertTrue(outcome.message().length() <= Printable.MOST);
    assertTrue(outcome.body().length <= HttpReply.KEPT_BODY);
    assertTrue(outcome.askedNanos() >= 0);
    PartialSuccess partial = PartialSuccess.of(outcome.body());
    if (partial != null) {
      assertTrue(partial.rejected() >= 0);
      assertTrue(partial.message().length() <= Printable.MOST);
    }
  }
}
