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
 * Gives the exporters the agent's transport, without a search through service files, and gives the
 * transport the endpoint from the settings. Also keeps what the exporters do not ask for: what the
 * collector rejected, how long it wants no request, and whether a call has exceeded its timeout.
 */
final class OwnSenders implements ComponentLoader, HttpSenderProvider, GrpcSenderProvider {

  /**
   * The least bytes of a message that rejects one point. Shorter ones are not parsed, so no class
   * is loaded for them.
   */
  private static final int LEAST_PARTIAL = 4;

  private final URI endpoint;
  private volatile @Nullable RetryingClient<?> client;
  private volatile boolean once;
  private @Nullable PartialSuccess partial;
  private final @Nullable TlsFiles files;

  /**
   * @param files for https. Null means the JDK's trust store and no client certificate
   */
  OwnSenders(String endpoint, @Nullable TlsFiles files) {
    this.endpoint = URI.create(endpoint);
    this.files = files;
  }

  /**
   * Returns the endpoint for the exporter's builder. If java.net.URI does not accept a host (such
   * as otel_collector), the builder would ask java.net.URL and thus the application's URL handlers.
   * In that case it gets a substitute, to which nothing connects.
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

  /** Takes the message of a successful response from the sender. */
  void onSuccess(byte[] response) {
    partial = response.length < LEAST_PARTIAL ? null : PartialSuccess.of(response);
  }

  /**
   * Returns what the collector rejected of the last successful export; null if it accepted
   * everything.
   */
  @Nullable PartialSuccess partial() {
    return partial;
  }

  /** See {@link RetryingClient#heldNanos}. */
  long heldNanos() {
    RetryingClient<?> current = client;
    return current == null ? 0 : current.heldNanos();
  }

  /** See {@link RetryingClient#endOverdue}. */
  void endOverdue(long now) {
    RetryingClient<?> current = client;
    if (current != null) {
      current.endOverdue(now);
    }
  }

  /** See {@link RetryingClient#tryOnce}. Also applies to senders created later. */
  void tryOnce() {
    once = true;
    RetryingClient<?> current = client;
    if (current != null) {
      current.tryOnce();
    }
  }
}
