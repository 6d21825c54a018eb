package io.github.headroom.benchmarks;

import io.github.headroom.benchmarks.agents.ApplicationLoaderAgent;
import io.github.headroom.benchmarks.agents.EmptyAgent;
import io.github.headroom.benchmarks.agents.MicrometerAgent;
import io.github.headroom.benchmarks.agents.SdkAgent;
import io.github.headroom.benchmarks.agents.UrlConnectionSender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Headroom and its peers, packed from the jars that the build has laid out. */
final class Candidates {

  /** What a young generation of 4 MiB takes away is start-up garbage that lay in eden. */
  private static final String SMALL_EDEN = "-Xmn4m";

  private static final String SMALL_EDEN_NAME = ", small young generation (-Xmn4m)";

  private static final String ONLY_C1 = "-XX:TieredStopAtLevel=1";
  private static final String ONLY_C1_NAME = ", compiled by C1 only (-XX:TieredStopAtLevel=1)";
  private static final String INTERPRETED = "-Xint";
  private static final String INTERPRETED_NAME = ", interpreted only (-Xint)";

  private final Path target;
  private final String sdkVersion;

  final Candidate none = Candidate.of("none", "no agent", null, url -> List.of());
  final Candidate empty;
  final Candidate ours;
  final Candidate sdkUrlConnection;
  final Candidate sdkJdkClient;
  final Candidate sdkOkhttp;
  private final Candidate oursInApplicationLoader;
  private final Candidate micrometer;

  /** From the SDK with the client it brings down to what is left when nothing is sent. */
  final List<Step> steps;

  /**
   * Packs the jars.
   *
   * @param target the module's build directory, with lib/ and peers/
   * @param headroom the agent's jar
   */
  Candidates(Path target, Path headroom) throws IOException {
    this.target = target;
    String micrometerVersion = versionOf("micrometer-registry-otlp");
    this.sdkVersion = versionOf("opentelemetry-sdk-metrics");
    Path classes = target.resolve("classes");
    Path packed = target.resolve("measured");
    empty =
        agent(
            "empty",
            "an empty agent (the floor)",
            AgentJar.pack(
                packed.resolve("empty.jar"),
                classes,
                List.of(EmptyAgent.class),
                List.of(),
                Map.of()),
            "");
    ours =
        Candidate.of(
            "headroom",
            "**Headroom**",
            headroom,
            url -> List.of("-javaagent:" + headroom, "-Dotel.exporter.otlp.endpoint=" + url));
    micrometer =
        agent(
            "micrometer",
            "micrometer-registry-otlp " + micrometerVersion,
            AgentJar.pack(
                packed.resolve("micrometer.jar"),
                classes,
                List.of(MicrometerAgent.class),
                libraries("micrometer-", "HdrHistogram", "opentelemetry-proto", "protobuf-java"),
                Map.of()),
            "/v1/metrics");
    sdkUrlConnection =
        sdk("url", "HttpURLConnection", List.of(SdkAgent.class, UrlConnectionSender.class));
    sdkJdkClient =
        sdk(
            "jdk",
            "the JDK's HttpClient",
            List.of(SdkAgent.class),
            "opentelemetry-exporter-sender-jdk");
    sdkOkhttp =
        sdk(
            "okhttp",
            "okhttp",
            List.of(SdkAgent.class),
            "opentelemetry-exporter-sender-okhttp",
            "okhttp-jvm",
            "okio-jvm",
            "kotlin-stdlib");
    oursInApplicationLoader =
        Candidate.of(
            "headroom-apploader",
            "Headroom as a plain jar of the application's class loader, at once",
            AgentJar.pack(
                packed.resolve("headroom-apploader.jar"),
                classes,
                List.of(ApplicationLoaderAgent.class),
                List.of(
                    AgentJar.within(
                        headroom,
                        "META-INF/headroom/classes.jar",
                        packed.resolve("headroom-classes.jar"))),
                Map.of()),
            url ->
                List.of(
                    "-javaagent:" + packed.resolve("headroom-apploader.jar"),
                    "-Dotel.exporter.otlp.endpoint=" + url));
    steps = makeSteps();
  }

  /** No agent, the floor, Headroom and the peers; the heaviest last. */
  List<Candidate> sideBySide(boolean peers, boolean heavy) throws IOException {
    var all = new ArrayList<>(List.of(none, empty, ours));
    if (peers) {
      all.addAll(List.of(sdkUrlConnection, micrometer, sdkOkhttp, sdkJdkClient, jmxExporter()));
    }
    if (peers && heavy) {
      all.add(openTelemetryAgent(true));
      all.add(openTelemetryAgent(false));
    }
    return all;
  }

  /** What is left to live: no agent, Headroom, other builds of it, the OpenTelemetry Java agent. */
  List<Candidate> living(boolean peers, List<Path> builds) throws IOException {
    var all = new ArrayList<>(List.of(none, ours));
    for (Path build : builds) {
      String name = String.valueOf(build.getFileName()).replace(".jar", "");
      all.add(
          Candidate.of(
              name,
              "Headroom, " + name,
              build,
              url -> List.of("-javaagent:" + build, "-Dotel.exporter.otlp.endpoint=" + url)));
    }
    if (peers) {
      all.add(openTelemetryAgent(false));
    }
    return all;
  }

  /** The OpenTelemetry agent alone, with Headroom as its extension, and with Headroom as agent. */
  List<Candidate> besideOpenTelemetryAgent() throws IOException {
    Candidate alone = openTelemetryAgent(false);
    return List.of(
        alone,
        alone.with(
            "-extended",
            " with Headroom as its extension",
            "-Dotel.javaagent.extensions=" + ours.jar()),
        alone.with(
            "-beside", " and Headroom as a second `-javaagent`", "-javaagent:" + ours.jar()));
  }

  /** A step of weight loss: a candidate, and no agent under the same options of the JVM. */
  record Step(Candidate candidate, Candidate base) {}

  private List<Step> makeSteps() {
    Candidate noneSmallEden = none.with("-xmn", SMALL_EDEN_NAME, SMALL_EDEN);
    Candidate noneC1 = none.with("-c1", ONLY_C1_NAME, ONLY_C1);
    Candidate noneInt = none.with("-int", INTERPRETED_NAME, INTERPRETED);
    Candidate console =
        ours.with("-console", ", points printed, not sent", "-Dotel.metrics.exporter=console");
    Candidate hurried =
        ours.with(
            "-hurried",
            ", exporting every second as near the end",
            "-Dotel.metric.export.interval=1000",
            "-Dheadroom.slow.interval=1s",
            "-Dheadroom.recorder.dir=" + target.resolve("measured/recordings"));
    // Where the file for the compiler directive cannot be written.
    Candidate byC2 = hurried.with("-c2", ", compiled by C2, too", "-Djava.io.tmpdir=/proc");
    return List.of(
        new Step(sdkJdkClient, none),
        new Step(sdkOkhttp, none),
        new Step(sdkUrlConnection, none),
        new Step(oursInApplicationLoader, none),
        new Step(ours, none),
        new Step(console, none),
        new Step(hurried, none),
        new Step(byC2, none),
        new Step(empty, none),
        new Step(sdkOkhttp.with("-xmn", SMALL_EDEN_NAME, SMALL_EDEN), noneSmallEden),
        new Step(sdkUrlConnection.with("-xmn", SMALL_EDEN_NAME, SMALL_EDEN), noneSmallEden),
        new Step(ours.with("-xmn", SMALL_EDEN_NAME, SMALL_EDEN), noneSmallEden),
        new Step(empty.with("-xmn", SMALL_EDEN_NAME, SMALL_EDEN), noneSmallEden),
        new Step(ours.with("-c1", ONLY_C1_NAME, ONLY_C1), noneC1),
        new Step(ours.with("-int", INTERPRETED_NAME, INTERPRETED), noneInt));
  }

  private Candidate sdk(String key, String sender, List<Class<?>> own, String... senderJars)
      throws IOException {
    var names =
        new ArrayList<>(
            List.of(
                "opentelemetry-api",
                "opentelemetry-common",
                "opentelemetry-context",
                "opentelemetry-sdk-",
                "opentelemetry-exporter-common",
                "opentelemetry-exporter-otlp"));
    names.addAll(List.of(senderJars));
    Map<String, String> services =
        senderJars.length > 0
            ? Map.of()
            : Map.of(
                "META-INF/services/io.opentelemetry.sdk.common.export.HttpSenderProvider",
                UrlConnectionSender.Provider.class.getName() + "\n");
    return agent(
        "sdk-" + key,
        "OTel SDK " + sdkVersion + " over " + sender + ", 6 gauges",
        AgentJar.pack(
            target.resolve("measured/sdk-" + key + ".jar"),
            target.resolve("classes"),
            own,
            libraries(names.toArray(String[]::new)),
            services),
        "/v1/metrics");
  }

  private static Candidate agent(String key, String name, Path jar, String urlSuffix) {
    return Candidate.of(
        key, name, jar, url -> List.of("-javaagent:" + jar + "=" + url + urlSuffix));
  }

  private Candidate openTelemetryAgent(boolean runtimeOnly) throws IOException {
    Path jar = target.resolve("peers/opentelemetry-javaagent.jar");
    String name = "OTel Java agent " + implementationVersion(jar);
    Candidate full =
        Candidate.of(
                "otel-full",
                name,
                jar,
                url ->
                    List.of(
                        "-javaagent:" + jar,
                        "-Dotel.exporter.otlp.endpoint=" + url,
                        "-Dotel.metric.export.interval=10000"))
            .slowToStart(8);
    return runtimeOnly
        ? full.with(
            "-runtime",
            ", runtime metrics only",
            "-Dotel.instrumentation.common.default-enabled=false",
            "-Dotel.instrumentation.runtime-telemetry.enabled=true",
            "-Dotel.traces.exporter=none",
            "-Dotel.logs.exporter=none")
        : full;
  }

  private Candidate jmxExporter() throws IOException {
    Path jar = target.resolve("peers/jmx_prometheus_javaagent.jar");
    Path rules = target.resolve("measured/jmx.yaml");
    Files.writeString(rules, "rules:\n- pattern: \".*\"\n");
    int port = freePort();
    return Candidate.of(
            "jmx",
            "jmx_exporter " + implementationVersion(jar) + ", scraped every 10 s",
            jar,
            url -> List.of("-javaagent:" + jar + "=127.0.0.1:" + port + ":" + rules))
        .slowToStart(3)
        .scrapedAt(port);
  }

  private List<Path> libraries(String... prefixes) throws IOException {
    try (Stream<Path> jars = Files.list(target.resolve("lib"))) {
      return jars.sorted().filter(jar -> startsWithAny(jar, prefixes)).toList();
    }
  }

  private static boolean startsWithAny(Path jar, String... prefixes) {
    String name = String.valueOf(jar.getFileName());
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private String versionOf(String artifact) throws IOException {
    List<Path> found = libraries(artifact + "-");
    if (found.size() != 1) {
      throw new IOException(
          target.resolve("lib")
              + ": expected one "
              + artifact
              + ", found "
              + found
              + "; run run.sh");
    }
    String name = String.valueOf(found.get(0).getFileName());
    return name.substring(artifact.length() + 1, name.length() - ".jar".length());
  }

  private static String implementationVersion(Path jar) throws IOException {
    try (var file = new java.util.jar.JarFile(jar.toFile())) {
      String version = file.getManifest().getMainAttributes().getValue("Implementation-Version");
      return version == null ? "" : version;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
