package io.github.headroom.it.workloads;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A broker and controller in one process (KRaft), driven by Kafka's own performance tools. */
final class Kafka implements Load {

  private static final int RECORD_BYTES = 10_000;
  private static final int PER_SECOND = 1000;

  /** Longer than a busy machine takes to give the consumer its first record. */
  private static final int CONSUMER_WAITS_MILLIS = 60_000;

  static Application start(Launch launch) throws IOException {
    Path base = launch.base();
    int port = Application.freePort();
    int controller = Application.freePort();
    Path properties = base.resolve("server.properties");
    Files.writeString(
        properties,
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        log.dirs=%3$s/data
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        group.initial.rebalance.delay.ms=0
        """
            .formatted(port, controller, base));
    Path logging = base.resolve("log4j2.properties");
    Files.writeString(
        logging,
        """
        appender.console.type=Console
        appender.console.name=console
        appender.console.layout.type=PatternLayout
        appender.console.layout.pattern=[%d] %p %m (%c)%n
        rootLogger.level=INFO
        rootLogger.appenderRef.console.ref=console
        """);
    String id = "AAAAAAAAAAAAAAAAAAAAAQ"; // any sixteen bytes in base 64
    tool(base, "kafka.tools.StorageTool", "format", "-t", id, "-c", properties.toString());
    return Application.java(
            launch,
            port,
            List.of("-Xmx256m", "-Dlog4j2.configurationFile=" + logging, "-cp", jars()),
            "kafka.Kafka",
            properties.toString())
        .awaitLog("Kafka Server started");
  }

  /** Produces and consumes the same records; what is served are the records consumed. */
  @Override
  public Served run(Application application, Duration time) throws Exception {
    Path base = application.launch().base();
    String server = "127.0.0.1:" + application.port();
    String count = Long.toString(PER_SECOND * time.toSeconds());
    Process producer =
        begin(
            base,
            "producer",
            "org.apache.kafka.tools.ProducerPerformance",
            List.of(
                "--bootstrap-server",
                server,
                "--topic",
                "load",
                "--num-records",
                count,
                "--record-size",
                Integer.toString(RECORD_BYTES),
                "--throughput",
                Integer.toString(PER_SECOND)));
    try {
      String output =
          tool(
              base,
              "org.apache.kafka.tools.ConsumerPerformance",
              "--bootstrap-server",
              server,
              "--topic",
              "load",
              "--num-records",
              count,
              "--timeout",
              Integer.toString(CONSUMER_WAITS_MILLIS),
              "--hide-header");
      assertEquals(0, producer.waitFor(), () -> read(base.resolve("producer")));
      // start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, ...
      String line = output.strip().lines().reduce((first, last) -> last).orElse("");
      String[] fields = line.split(", ", -1);
      long consumed = fields.length > 4 ? Long.parseLong(fields[4]) : 0;
      return new Served(consumed, Math.max(0, Long.parseLong(count) - consumed));
    } finally {
      producer.destroyForcibly();
    }
  }

  private static String tool(Path base, String main, String... arguments) throws IOException {
    Process process = begin(base, main, main, List.of(arguments));
    try {
      assertEquals(0, process.waitFor(), () -> read(base.resolve(main)));
      return read(base.resolve(main));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** In a JVM of its own outside the broker's cgroup. */
  private static Process begin(Path base, String output, String main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Jdks.current().toString(), "-Xmx128m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dlog4j2.level=ERROR", "-cp", jars(), main));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    return builder.redirectOutput(base.resolve(output).toFile()).start();
  }

  private static String jars() {
    return Lab.file("kafka", "lib") + "/*";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }
}
