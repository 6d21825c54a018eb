package io.github.headroom.agent.transport;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.net.URI;
import javax.net.ssl.SSLContext;

/** Clients as the tests of this room use them: no compression, responses of up to 1000 bytes. */
final class Clients {

  private Clients() {}

  static Connector connector(String address) {
    return new Connector(HttpAddress.of(URI.create(address)), SECONDS.toNanos(10));
  }

  /**
   * @param context null for the agent's own
   */
  static Connector connector(String address, SSLContext context) {
    HttpAddress endpoint = HttpAddress.of(URI.create(address));
    return new Connector(endpoint, SECONDS.toNanos(10), new ProxyProperties(), context);
  }

  static HttpClient http(Connector connector, RetrySchedule schedule) {
    return new HttpClient(connector, schedule, "text/plain", null, 1000);
  }

  static GrpcClient grpc(Connector connector, RetrySchedule schedule) {
    return new GrpcClient(connector, schedule, GrpcServer.METHOD, null, 1000);
  }
}
