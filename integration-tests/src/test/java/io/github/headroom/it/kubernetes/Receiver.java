package io.github.headroom.it.kubernetes;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** An OTLP receiver on the loopback address of a node, in a process of its own. */
final class Receiver implements AutoCloseable {

  private final Process process;
  private final Path directory;

  private Receiver(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  static Receiver start(Node node, Path directory) throws IOException {
    List<String> command =
        List.of(
            Jdks.current().toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Receiver.class.getName(),
            directory.toString());
    Path output = directory.resolve("output"); // a pipe that nobody reads is full one day
    Process process = node.within(command).redirectOutput(output.toFile()).start();
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

  /** In the node's network: {@code Receiver DIRECTORY}, until its standard input ends. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    try (OtlpReceiver receiver = OtlpReceiver.start().keepingIn(directory)) {
      Path written = Files.writeString(directory.resolve("written"), receiver.endpoint());
      Files.move(written, directory.resolve("endpoint"), StandardCopyOption.ATOMIC_MOVE);
      System.in.read();
    }
  }

  String endpoint() throws IOException {
    return Files.readString(directory.resolve("endpoint"));
  }

  /** Waits for a point like this, now or later. */
  MetricPoint await(String what, Predicate<MetricPoint> wanted, Node node) {
    List<MetricPoint> found = new ArrayList<>();
    Await.until(
        what,
        () -> {
          points().stream().filter(wanted).findFirst().ifPresent(found::add);
          return !found.isEmpty();
        },
        node::toString);
    return found.get(0);
  }

  /** All that came so far. */
  private List<MetricPoint> points() throws IOException {
    Path arrivals = directory.resolve("arrivals");
    List<MetricPoint> points = new ArrayList<>();
    if (Files.exists(arrivals)) {
      // A file that is named there is whole.
      try (Stream<String> lines = Files.lines(arrivals)) {
        for (String line : lines.filter(line -> line.contains(" ")).toList()) {
          Path body = directory.resolve(line.substring(0, line.indexOf(' ')));
          points.addAll(
              MetricPoint.of(ExportMetricsServiceRequest.parseFrom(Files.readAllBytes(body))));
        }
      }
    }
    return points;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
