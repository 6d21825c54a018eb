package io.github.headroom.benchmarks.agents;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.util.function.Consumer;

/** The least sender that the SDK takes: what the SDK weighs without an HTTP client of its own. */
public final class UrlConnectionSender implements HttpSender {

  /** Named in META-INF/services. */
  public static final class Provider implements HttpSenderProvider {
    @Override
    public HttpSender createSender(HttpSenderConfig config) {
      return new UrlConnectionSender(config);
    }
  }

  private static final class Response implements HttpResponse {
    private final int status;
    private final byte[] body;

    Response(int status, byte[] body) {
      this.status = status;
      this.body = body;
    }

    @Override
    public int getStatusCode() {
      return status;
    }

    @Override
    public String getStatusMessage() {
      return "";
    }

    @Override
    public byte[] getResponseBody() {
      return body;
    }
  }

  private final HttpSenderConfig config;

  UrlConnectionSender(HttpSenderConfig config) {
    this.config = config;
  }

  @Override
  public void send(
      MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) config.getEndpoint().toURL().openConnection();
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setRequestProperty("Content-Type", config.getContentType());
      connection.setFixedLengthStreamingMode(message.getContentLength());
      try (OutputStream out = connection.getOutputStream()) {
        message.writeMessage(out);
      }
      int status = connection.getResponseCode();
      byte[] body = connection.getInputStream().readAllBytes();
      onResponse.accept(new Response(status, body));
    } catch (IOException e) {
      onError.accept(e);
    }
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
