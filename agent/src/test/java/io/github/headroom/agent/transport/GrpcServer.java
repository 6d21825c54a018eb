package io.github.headroom.agent.transport;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** gRPC's own server on loopback with unary methods of bytes: one of its own and those of OTLP. */
public final class GrpcServer implements AutoCloseable {

  static final String METHOD = "test.Service/Call";

  private static final String OTLP_SERVICE =
      "opentelemetry.proto.collector.metrics.v1.MetricsService";
  private static final String OTLP_LOGS = "opentelemetry.proto.collector.logs.v1.LogsService";

  private final Server server;
  public final List<byte[]> requests = new CopyOnWriteArrayList<>();
  public final List<Metadata> headers = new CopyOnWriteArrayList<>();

  public GrpcServer(
      UnaryOperator<NettyServerBuilder> settings,
      BiConsumer<byte[], StreamObserver<byte[]>> behaviour)
      throws IOException {
    this(0, OTLP_SERVICE, settings, behaviour);
  }

  private GrpcServer(
      int port,
      String otlp,
      UnaryOperator<NettyServerBuilder> settings,
      BiConsumer<byte[], StreamObserver<byte[]>> behaviour)
      throws IOException {
    server =
        settings
            .apply(
                NettyServerBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
            .maxInboundMessageSize(64 * 1024 * 1024)
            .addService(service("test.Service", "Call", behaviour))
            .addService(service(otlp, "Export", behaviour))
            .build()
            .start();
  }

  public static GrpcServer echo() throws IOException {
    return new GrpcServer(settings -> settings, GrpcServer::answer);
  }

  /** Returns a server that accepts OTLP logs and no metrics. */
  public static GrpcServer ofLogs() throws IOException {
    return new GrpcServer(0, OTLP_LOGS, settings -> settings, GrpcServer::empty);
  }

  private static void empty(byte[] request, StreamObserver<byte[]> observer) {
    observer.onNext(new byte[0]);
    observer.onCompleted();
  }

  private ServerServiceDefinition service(
      String name, String method, BiConsumer<byte[], StreamObserver<byte[]>> behaviour) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.newBuilder(new Bytes(), new Bytes())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(name + "/" + method)
            .build();
    ServerServiceDefinition service =
        ServerServiceDefinition.builder(name)
            .addMethod(
                descriptor,
                ServerCalls.asyncUnaryCall(
                    (request, observer) -> {
                      requests.add(request);
                      behaviour.accept(request, observer);
                    }))
            .build();
    return ServerInterceptors.intercept(service, new Recorder());
  }

  static GrpcServer echo(int port) throws IOException {
    return new GrpcServer(port, OTLP_SERVICE, settings -> settings, GrpcServer::answer);
  }

  static GrpcServer echo(SslContext tls) throws IOException {
    return new GrpcServer(settings -> settings.sslContext(tls), GrpcServer::answer);
  }

  static void answer(byte[] request, StreamObserver<byte[]> observer) {
    observer.onNext(request);
    observer.onCompleted();
  }

  void awaitEnd() throws InterruptedException {
    server.awaitTermination();
  }

  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Recorder implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
      headers.add(metadata);
      call.setCompression("gzip");
      return next.startCall(call, metadata);
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
