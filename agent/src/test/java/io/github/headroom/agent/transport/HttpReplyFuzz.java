package io.github.headroom.agent.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.fuzz.Allocated;
import io.github.headroom.agent.log.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * HTTP/1.1 responses: the result is an IOException, or a status and a bounded part of what the
 * server sent.
 */
public final class HttpReplyFuzz {

  private HttpReplyFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    Allocated.bounded(
        () -> {
          HttpReply reply;
          try {
            reply = HttpReply.read(new ByteArrayInputStream(input), HttpReply.MAX_BODY);
          } catch (IOException e) {
            return;
          }
          assertTrue(reply.status() >= 200 && reply.status() <= 999);
          assertTrue(reply.reason().length() <= Printable.MOST);
          assertTrue(reply.body().length <= HttpReply.KEPT_BODY);
          assertTrue(reply.body().length <= input.length);
          RetryAfter.nanos(reply.retryAfter(), 0);
        });
  }
}
