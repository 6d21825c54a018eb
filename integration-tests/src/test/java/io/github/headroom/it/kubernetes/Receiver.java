package io.github.headroom.it.kubernetes;

import com.google.gson.JsonObject;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** An OTLP receiver in the network of a node or an engine, in a process of its own. */
public final class Receiver implements AutoCloseable {

  private static final int PORT = 4318;

  private final Process process;
  private final Path directory;
  private final List<MetricPoint> points = new ArrayList<>();
  private int read; // of the arrivals

  private Receiver(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /** On the loopback address, for pods in the network of the node. */
  static Receiver start(Node node, Path directory) throws IOException {
    return start(node::within, directory, List.of());
  }

  /**
   * Where the manifests in deploy have the collector: {@code collector.observability:4318}, and the
   * name server that knows this name.
   *
   * @param address of the node, for pods that have a network of their own
   */
  static Receiver start(Node node, Path directory, String address) throws IOException {
    return start(node::within, directory, address, "collector.observability.svc.cluster.local");
  }

  /**
   * At a name's port 4318, and the name server that knows this name.
   *
   * @param within makes a process of a command, in the network that it is for
   * @param directory empty
   */
  public static Receiver start(
      Function<List<String>, ProcessBuilder> within, Path directory, String address, String name)
      throws IOException {
    return start(within, directory, List.of(address, name));
  }

  private static Receiver start(
      Function<List<String>, ProcessBuilder> within, Path directory, List<String> where)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Jdks.current().toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Receiver.class.getName(),
                directory.toString()));
    command.addAll(where);
    Path output = directory.resolve("output"); // a pipe that nobody reads is full one day
    Process process = within.apply(command).redirectOutput(output.toFile()).start();
    Receiver receiver = new Receiver(process, directory);
    Await.until(
        "the receiver",
        () -> Files.exists(directory.resolve("endpoint")),
        () -> {
          try {
            return Files.readString(output);
          } catch (IOException e) {
            return e.toString();
          }
        });
    return receiver;
  }

  /** In the node's network: {@code Receiver DIRECTORY [ADDRESS NAME]}, until its input ends. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    try (OtlpReceiver receiver = receiver(arguments).keepingIn(directory)) {
      Path written = Files.writeString(directory.resolve("written"), receiver.endpoint());
      Files.move(written, directory.resolve("endpoint"), StandardCopyOption.ATOMIC_MOVE);
      System.in.read();
    }
  }

  private static OtlpReceiver receiver(String[] arguments) throws IOException {
    if (arguments.length < 3) {
      return OtlpReceiver.start();
    }
    InetAddress address = InetAddress.getByName(arguments[1]);
    NameServer.start(address, arguments[2]);
    return OtlpReceiver.start(new InetSocketAddress(address, PORT));
  }

  String endpoint() throws IOException {
    return Files.readString(directory.resolve("endpoint"));
  }

  /**
   * Waits for a point like this, now or later.
   *
   * @param state is in the failure's message
   */
  public MetricPoint await(String what, Predicate<MetricPoint> wanted, Object state) {
    List<MetricPoint> found = new ArrayList<>();
    Await.until(
        what,
        () -> {
          points().stream().filter(wanted).findFirst().ifPresent(found::add);
          return !found.isEmpty();
        },
        state::toString);
    return found.get(0);
  }

  /** Waits until a pod has published how the JVM before its present one ended. */
  void previousExit(JsonObject pod, String reason, Node node) {
    String name = pod.getAsJsonObject("metadata").get("name").getAsString();
    await(
        "the end before of " + name,
        point ->
            point.is("headroom.agent.previous_exit", Map.of("headroom.exit", reason))
                && name.equals(point.resource().get("k8s.pod.name")),
        node);
  }

  /** All that came so far. */
  private List<MetricPoint> points() throws IOException {
    Path arrivals = directory.resolve("arrivals");
    if (Files.exists(arrivals)) {
      List<String> lines = Files.readAllLines(arrivals);
      // A file that is named there is whole.
      for (; read < lines.size() && lines.get(read).contains(" "); read++) {
        Path body = directory.resolve(lines.get(read).split(" ", 2)[0]);
        points.addAll(
            MetricPoint.of(ExportMetricsServiceRequest.parseFrom(Files.readAllBytes(body))));
      }
    }
    return points;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
