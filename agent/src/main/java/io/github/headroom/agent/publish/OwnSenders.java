package io.github.headroom.agent.publish;

import io.github.headroom.agent.transport.HttpAddress;
import io.github.headroom.agent.transport.PartialSuccess;
import io.github.headroom.agent.transport.RetryingClient;
import io.github.headroom.agent.transport.TlsFiles;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import java.net.URI;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Gives the exporters our transport, without a search through service files, and the transport the
 * endpoint as it was set. Knows of the exports what the exporters do not ask for: what the
 * collector rejected, how long it wants to be left alone, whether a call is over its time.
 */
final class OwnSenders implements ComponentLoader, HttpSenderProvider, GrpcSenderProvider {

  /** Bytes of a message that rejects one point. Shorter ones load no class to be looked at. */
  private static final int LEAST_PARTIAL = 4;

  private final URI endpoint;
  private volatile @Nullable RetryingClient<?> client;
  private volatile boolean once;
  private @Nullable PartialSuccess partial;
  private final @Nullable TlsFiles files;

  /**
   * @param files for https; absent: the JDK's trust store, and no client certificate
   */
  OwnSenders(String endpoint, @Nullable TlsFiles files) {
    this.endpoint = URI.create(endpoint);
    this.files = files;
  }

  /**
   * The endpoint for the exporter's builder: it asks java.net.URL, and so the application's URL
   * handlers, about a host that java.net.URI does not take, such as otel_collector. It gets another
   * one then, which nobody connects to.
   */
  String endpointForBuilder() {
    if (endpoint.getHost() != null) {
      return endpoint.toString();
    }
    return endpoint.getScheme() + "://localhost";
  }

  @Override
  public <T> Iterable<T> load(Class<T> spiClass) {
    if (spiClass == HttpSenderProvider.class || spiClass == GrpcSenderProvider.class) {
      return Collections.singletonList(spiClass.cast(this));
    }
    return Collections.emptyList();
  }

  @Override
  public HttpSender createSender(HttpSenderConfig config) {
    SocketHttpSender sender = new SocketHttpSender(config, HttpAddress.of(endpoint), this);
    use(sender.client());
    return sender;
  }

  @Override
  public GrpcSender createSender(GrpcSenderConfig config) {
    SocketGrpcSender sender = new SocketGrpcSender(config, HttpAddress.of(endpoint), this);
    use(sender.client());
    return sender;
  }

  private void use(RetryingClient<?> made) {
    made.with(files);
    client = made;
    if (once) {
      made.tryOnce();
    }
  }

  /** The message of an answer of success; by the sender. */
  void onSuccess(byte[] response) {
    partial = response.length < LEAST_PARTIAL ? null : PartialSuccess.of(response);
  }

  /** What the collector did not take of the last export that succeeded; absent: it took all. */
  @Nullable PartialSuccess partial() {
    return partial;
  }

  /** As {@link RetryingClient#heldNanos}. */
  long heldNanos() {
    RetryingClient<?> current = client;
    return current == null ? 0 : current.heldNanos();
  }

  /** As {@link RetryingClient#endOverdue}. */
  void endOverdue(long now) {
    RetryingClient<?> current = client;
    if (current != null) {
      current.endOverdue(now);
    }
  }

  /** As {@link RetryingClient#tryOnce}, for the senders to come too. */
  void tryOnce() {
    once = true;
    RetryingClient<?> current = client;
    if (current != null) {
      current.tryOnce();
    }
  }
}
