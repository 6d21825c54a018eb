package io.github.headroom.agent.publish;

import io.github.headroom.agent.transport.Connector;
import io.github.headroom.agent.transport.GrpcClient;
import io.github.headroom.agent.transport.GrpcReply;
import io.github.headroom.agent.transport.HttpAddress;
import io.github.headroom.agent.transport.RetryingClient;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the OTLP exporter's messages over gRPC with plain sockets, on the exporting thread: {@code
 * send} returns after the outcome is known or the timeout has passed. Loaded only if grpc is
 * configured.
 */
public final class SocketGrpcSender implements GrpcSender {

  private final GrpcClient client;
  private final @Nullable Compressor compressor;
  private final Supplier<Map<String, List<String>>> headers;
  private final long timeoutNanos;
  private final MessageBuffer message = new MessageBuffer();
  private final OwnSenders owner;
  private final AtomicBoolean busy = new AtomicBoolean();

  SocketGrpcSender(GrpcSenderConfig config, HttpAddress endpoint, OwnSenders owner) {
    RetryPolicy retry = config.getRetryPolicy();
    this.owner = owner;
    this.compressor = config.getCompressor();
    this.headers = config.getHeadersSupplier();
    this.timeoutNanos = config.getTimeout().toNanos();
    this.client =
        new GrpcClient(
            new Connector(
                endpoint,
                config.getConnectTimeout().toNanos(),
                null,
                config.getSslContext(),
                MessageBuffer.array(config.getEnabledProtocols())),
            MessageBuffer.schedule(retry),
            retry == null ? null : retry.getRetryExceptionPredicate(),
            config.getFullMethodName(),
            compressor == null ? null : compressor.getEncoding(),
            config.getMaxResponseBodySize());
  }

  /**
   * Declared as RetryingClient: with a closer type the JVM's verifier would also load the client of
   * the other protocol.
   */
  RetryingClient<?> client() {
    return client;
  }

  @Override
  public void send(
      MessageWriter writer, Consumer<GrpcResponse> onResponse, Consumer<Throwable> onError) {
    GrpcReply reply;
    if (!busy.compareAndSet(false, true)) {
      onError.accept(new IOException("another export is still running"));
      return;
    }
    try {
      reply = client.call(message.fill(writer, compressor), headers.get(), timeoutNanos);
    } catch (IOException | RuntimeException e) {
      onError.accept(e);
      return;
    } finally {
      message.shrink();
      busy.set(false);
    }
    if (reply.status() == 0) {
      owner.onSuccess(reply.body());
    }
    onResponse.accept(new Response(reply));
  }

  @Override
  public CompletableResultCode shutdown() {
    client.shutdown();
    return CompletableResultCode.ofSuccess();
  }

  private static final class Response implements GrpcResponse {
    private final GrpcReply reply;

    Response(GrpcReply reply) {
      this.reply = reply;
    }

    @Override
    public GrpcStatusCode getStatusCode() {
      return GrpcStatusCode.fromValue(reply.status());
    }

    @Override
    public String getStatusDescription() {
      return reply.message();
    }

    @Override
    public byte[] getResponseMessage() {
      return reply.body();
    }
  }
}
