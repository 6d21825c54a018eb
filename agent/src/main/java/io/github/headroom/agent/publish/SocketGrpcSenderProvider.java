package io.github.headroom.agent.publish;

import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;

/** Found by the OTLP grpc exporter through META-INF/services. */
public final class SocketGrpcSenderProvider implements GrpcSenderProvider {

  @Override
  public GrpcSender createSender(GrpcSenderConfig config) {
    return new OwnSenders(config.getEndpoint().toString()).createSender(config);
  }
}
