package io.github.headroom.agent.publish;

import io.github.headroom.agent.transport.Endpoint;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import java.net.URI;
import java.util.Collections;

/**
 * Gives the exporters our transport, without a search through service files, and the transport the
 * endpoint as it was set.
 */
final class OwnSenders implements ComponentLoader, HttpSenderProvider, GrpcSenderProvider {

  private final URI endpoint;

  OwnSenders(String endpoint) {
    this.endpoint = URI.create(endpoint);
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
    return new SocketHttpSender(config, Endpoint.of(endpoint));
  }

  @Override
  public GrpcSender createSender(GrpcSenderConfig config) {
    return new SocketGrpcSender(config, Endpoint.of(endpoint));
  }
}
