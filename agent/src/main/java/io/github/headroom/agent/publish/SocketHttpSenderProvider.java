package io.github.headroom.agent.publish;

import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;

/** Found by the OTLP http exporter through META-INF/services. */
public final class SocketHttpSenderProvider implements HttpSenderProvider {

  @Override
  public HttpSender createSender(HttpSenderConfig config) {
    return new OwnSenders(config.getEndpoint().toString()).createSender(config);
  }
}
