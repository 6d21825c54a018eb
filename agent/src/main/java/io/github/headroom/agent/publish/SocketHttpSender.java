package io.github.headroom.agent.publish;

import io.github.headroom.agent.transport.Connector;
import io.github.headroom.agent.transport.HttpAddress;
import io.github.headroom.agent.transport.HttpClient;
import io.github.headroom.agent.transport.HttpReply;
import io.github.headroom.agent.transport.RetryingClient;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the OTLP exporter's messages over HTTP/1.1 with plain sockets, on the exporting thread:
 * {@code send} returns after the response has arrived or the timeout has passed.
 *
 * <p>The JDK's java.net.http costs 26 to 35 MiB of RSS, okhttp 19 MiB. HttpURLConnection uses the
 * application's URL handlers, cookies, proxies and passwords.
 */
public final class SocketHttpSender implements HttpSender {

  private final HttpClient client;
  private final @Nullable Compressor compressor;
  private final Supplier<Map<String, List<String>>> headers;
  private final long timeoutNanos;
  private final MessageBuffer message = new MessageBuffer();
  private final OwnSenders owner;
  private final AtomicBoolean busy = new AtomicBoolean();

  SocketHttpSender(HttpSenderConfig config, HttpAddress endpoint, OwnSenders owner) {
    ProxyOptions proxy = config.getProxyOptions();
    RetryPolicy retry = config.getRetryPolicy();
    this.owner = owner;
    this.compressor = config.getCompressor();
    this.headers = config.getHeadersSupplier();
    this.timeoutNanos = config.getTimeout().toNanos();
    this.client =
        new HttpClient(
            new Connector(
                endpoint,
                config.getConnectTimeout().toNanos(),
                proxy == null ? null : proxy.getProxySelector(),
                config.getSslContext(),
                MessageBuffer.array(config.getEnabledProtocols())),
            MessageBuffer.schedule(retry),
            retry == null ? null : retry.getRetryExceptionPredicate(),
            config.getContentType(),
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
      MessageWriter writer, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    HttpReply reply;
    if (!busy.compareAndSet(false, true)) {
      onError.accept(new IOException("another export is still running"));
      return;
    }
    try {
      reply = client.post(message.fill(writer, compressor), headers.get(), timeoutNanos);
    } catch (IOException | RuntimeException e) {
      onError.accept(e);
      return;
    } finally {
      message.shrink();
      busy.set(false);
    }
    if (reply.status() / 100 == 2) {
      owner.onSuccess(reply.body());
    }
    onResponse.accept(new Response(reply));
  }

  @Override
  public CompletableResultCode shutdown() {
    client.shutdown();
    return CompletableResultCode.ofSuccess();
  }

  private static final class Response implements HttpResponse {
    private final HttpReply reply;

    Response(HttpReply reply) {
      this.reply = reply;
    }

    @Override
    public int getStatusCode() {
      return reply.status();
    }

    @Override
    public String getStatusMessage() {
      return reply.reason();
    }

    @Override
    public byte[] getResponseBody() {
      return reply.body();
    }
  }
}
