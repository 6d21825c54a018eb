package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.github.headroom.agent.cli.CommandLine;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.log.Hostile;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.publish.ConsolePublisher;
import io.github.headroom.agent.publish.Metric;
import io.github.headroom.agent.publish.Observation;
import io.github.headroom.agent.publish.OtlpPublisher;
import io.github.headroom.agent.publish.PointsAsJson;
import io.github.headroom.agent.publish.ResourceAttributes;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.record.TerminationMessage;
import io.github.headroom.agent.record.TerminationText;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import io.github.headroom.agent.transport.GrpcServer;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A text from outside does no harm in our output, whatever way it comes in. */
@Isolated("java.io.tmpdir is the process's")
@Timeout(60)
class OutsideTextTest {

  private static final Path ROOT = Path.of("/");

  private final CapturedLog captured = new CapturedLog(AgentLog.Level.DEBUG);
  private final Outlook outlook = new Outlook();

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void aLineThatACallerForgotToTame(Hostile hostile) {
    captured.log().error(hostile.text);
    captured.log().failure("test", "failed", new IOException(hostile.text, thrown(hostile)));

    captured.log().warnOnce(hostile.text, "known by a text");
    List<String> lines = captured.text().lines().toList();
    for (String line : lines) {
      hostile.assertTamed(line, 1);
      assertTrue(line.startsWith("[headroom] "), line);
    }
    assertEquals(
        2, lines.stream().filter(line -> !line.startsWith("[headroom] DEBUG")).count() - 1);
  }

  private static Throwable thrown(Hostile hostile) {
    IllegalStateException thrown = new IllegalStateException(hostile.text);
    thrown.setStackTrace(
        new StackTraceElement[] {new StackTraceElement(hostile.text, "m", "F.java", 1)});
    return thrown;
  }

  @ParameterizedTest
  @EnumSource
  void aReasonPhrase(Hostile hostile) throws Exception {
    // It cannot contain a line end. Without line ends the rest is passed on.
    String text = hostile.text.replace("\n", "\u000b");
    String reason = text.substring(0, Math.min(60_000, text.length()));
    try (ServerSocket server = answering("HTTP/1.1 400 " + reason + "\r\n", new byte[0])) {
      export("http/protobuf", server.getLocalPort());
    }
    assertOneWarning(hostile);
  }

  @ParameterizedTest
  @EnumSource
  void aStatusInTheBody(Hostile hostile) throws Exception {
    try (ServerSocket server = answering("HTTP/1.1 400 Bad Request\r\n", status(hostile.text))) {
      export("http/protobuf", server.getLocalPort());
    }
    assertOneWarning(hostile);
  }

  @ParameterizedTest
  @EnumSource
  void aMessageOfGrpc(Hostile hostile) throws Exception {
    try (GrpcServer server =
        new GrpcServer(
            settings -> settings,
            (request, observer) ->
                observer.onError(
                    Status.INTERNAL.withDescription(hostile.text).asRuntimeException()))) {
      export("grpc", server.port());
    }
    assertOneWarning(hostile);
  }

  @Test
  void aServerWithChangingAnswersIsLoggedOnce() throws Exception {
    for (int i = 0; i < 5; i++) {
      String reason = "HTTP/1.1 400 " + "reason ".repeat(1000) + i + "\r\n";
      try (ServerSocket server = answering(reason, new byte[0])) {
        export("http/protobuf", server.getLocalPort());
      }
    }
    assertOneWarning(Hostile.MEGABYTES);
  }

  private void export(String protocol, int port) {
    Settings settings =
        settings(
            Map.of(
                "otel.exporter.otlp.endpoint",
                "http://127.0.0.1:" + port,
                "otel.exporter.otlp.protocol",
                protocol,
                "otel.java.exporter.otlp.retry.disabled",
                "true"));
    OtlpPublisher publisher =
        OtlpPublisher.create(settings, Map.of(), "test", true, null, captured.log());
    Sample sample = SampleBuilder.everythingKnown();
    assertFalse(publisher.publish(sample, outlook.figures(), 0, 0));
    publisher.shutdown();
  }

  private void assertOneWarning(Hostile hostile) {
    List<String> warnings =
        captured.text().lines().filter(line -> !line.startsWith("[headroom] DEBUG")).toList();
    assertEquals(1, warnings.size(), warnings::toString);
    hostile.assertTamed(warnings.get(0), 1);
    assertTrue(warnings.get(0).startsWith("[headroom] WARN Failed to export "), warnings::toString);
    assertTrue(warnings.get(0).length() < 500, warnings::toString);
  }

  /** Returns a server that responds to each request with that line and closes the connection. */
  private static ServerSocket answering(String statusLine, byte[] body) throws IOException {
    ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                byte[] request = new byte[64 * 1024];
                in.read(request);
                OutputStream out = socket.getOutputStream();
                out.write(statusLine.getBytes(StandardCharsets.ISO_8859_1));
                String head = "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n";
                out.write(head.getBytes(StandardCharsets.ISO_8859_1));
                out.write(body);
                out.flush();
                socket.shutdownOutput();
                while (in.read(request) >= 0) {
                  // A close with unread bytes would reset the connection.
                }
              } catch (IOException e) {
                // The client has closed the connection.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  /** google.rpc.Status: field 1 is the code, field 2 the message. */
  private static byte[] status(String message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeInt32(1, 3);
    out.writeBytes(2, ByteString.copyFrom(message, StandardCharsets.UTF_8));
    out.flush();
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  void aValueOfASetting(Hostile hostile) {
    List<String> problems = new ArrayList<>();
    Properties properties = new Properties();
    properties.put("otel.metric.export.interval", hostile.text);
    properties.put("otel.exporter.otlp.endpoint", hostile.text);
    properties.put("otel.exporter.otlp.headers", hostile.text);
    properties.put("headroom.config", "/" + hostile.text);
    properties.put("headroom." + hostile.text, "x");
    properties.put("headroom.termination-message", hostile.text);
    properties.put("otel.metrics.exporter", hostile.text);
    SettingsReader.read(hostile.text, properties, Map.of(), ROOT, problems);

    assertFalse(problems.isEmpty());
    for (String problem : problems) {
      hostile.assertTamed(problem, 1);
      assertTrue(problem.length() < 2000, problem);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theNameOfTheService(Hostile hostile) {
    Map<String, String> given = new HashMap<>();
    given.put("otel.service.name", hostile.text);
    given.put("otel.resource.attributes", "a" + hostile.text + "=b" + hostile.text);
    Map<String, Object> resource = ResourceAttributes.of(settings(given), ROOT, hostile.text);

    for (Map.Entry<String, Object> attribute : resource.entrySet()) {
      hostile.assertTamed(attribute.getKey(), 1);
      hostile.assertTamed(attribute.getValue().toString(), 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theDirectoryOfTheRecordings(Hostile hostile) {
    Settings settings =
        settings(
            Map.of(
                "headroom.recorder.dir",
                "/nowhere/" + hostile.text,
                "headroom.termination-message",
                "off"));
    String temporary = System.getProperty("java.io.tmpdir");
    System.setProperty("java.io.tmpdir", directory.toString()); // the default directory
    try {
      new Records(captured.log())
          .begin(new Wiring(captured.log()), settings, null, outlook, SentEvents.none());
    } finally {
      System.setProperty("java.io.tmpdir", temporary);
    }

    hostile.assertTamed(captured.text(), 1);
  }

  @ParameterizedTest
  @EnumSource
  void theFileOfTheTerminationMessage(Hostile hostile) {
    Settings settings =
        settings(
            Map.of("headroom.termination-message", "/" + hostile.text, "headroom.recorder", "off"));
    new Records(captured.log())
        .begin(new Wiring(captured.log()), settings, null, outlook, SentEvents.none());

    hostile.assertTamed(captured.text(), 1);
  }

  @ParameterizedTest
  @EnumSource
  void aPathInTheTerminationMessage(Hostile hostile) throws IOException {
    Path file = Files.createFile(directory.resolve("termination-log"));
    TerminationText termination = new TerminationText(new TerminationMessage(file, captured.log()));
    termination.recordingTo(hostile.text);
    termination.update(SampleBuilder.everythingKnown(), outlook, 0, true);

    String written = Files.readString(file);
    hostile.assertPrintable(written.replace("\n", ""));
    assertEquals(
        2, written.lines().filter(line -> line.startsWith("[headroom] ")).count(), written);
  }

  @ParameterizedTest
  @EnumSource
  void theNameOfAPoolOfTheJvm(Hostile hostile) {
    Sample sample =
        new SampleBuilder().collector(hostile.text, 1, 2).at(1_700_000_000_000L, 100).build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ConsolePublisher console =
        new ConsolePublisher(new PrintStream(bytes, true, StandardCharsets.UTF_8), true, null);
    console.publish(sample, outlook.figures(), 0, 0);
    PointsAsJson json = new PointsAsJson();
    Metric.all(new Observation(sample, outlook.figures()), true, json);

    String lines = bytes.toString(StandardCharsets.UTF_8);
    hostile.assertTamed(lines, 8);
    assertTrue(lines.contains("headroom.jvm.gc.collections{jvm.gc.name=\""), lines);
    hostile.assertTamed(json.points(), 1);
    assertTrue(JsonParser.parseString(json.points()).isJsonArray());
  }

  @ParameterizedTest
  @EnumSource
  void aRecordingMadeByAnybody(Hostile hostile) throws IOException {
    Path file = recording(hostile);

    String text = run("report", file.toString());
    hostile.assertPrintable(text.replace("\n", ""));
    for (String line : text.lines().toList()) {
      assertFalse(line.startsWith("[headroom]"), line);
    }
    String json = run("report", "--json", file.toString());
    hostile.assertTamed(json, 1);
    assertTrue(JsonParser.parseString(json).isJsonObject());
    Path page = directory.resolve("page.html");
    run("report", file.toString(), "--html", page.toString());
    String html = Files.readString(page);
    hostile.assertPrintable(html.replace("\n", ""));
    assertFalse(html.contains("<script") || html.contains("<img"), html);
    hostile.assertPrintable(run("replay", file.toString()).replace("\n", ""));
  }

  private Path recording(Hostile hostile) throws IOException {
    Path file = directory.resolve("1-1.headroom");
    // A line end separates headers.
    String word = hostile.text.substring(0, Math.min(1000, hostile.text.length()));
    String one = word.replace("\n", "\u000b");
    String header = "agent=test\nstarted=1700000000000\npid=1\n";
    for (String name : List.of("command", "java", "directory", "cgroup", "verdicts", "areas")) {
      header += name + "=/" + one + "\n";
    }
    header += "flags=-XX:OnError=" + one + "\n";
    RecordingFile recording = RecordingFile.create(file, 1 << 20, header);
    Recorder recorder = new Recorder(recording, captured.log());
    recorder.sample(SampleBuilder.everythingKnown(), outlook, 0, true, true);
    recorder.event(Recorder.CGROUP, 1_700_000_001_000L, word);
    recording.close();
    return file;
  }

  @ParameterizedTest
  @EnumSource
  void aWordOfTheCommandLine(Hostile hostile) {
    for (String[] arguments :
        new String[][] {{hostile.text}, {"report", hostile.text}, {"replay", hostile.text}}) {
      hostile.assertPrintable(run(arguments).replace("\n", ""));
    }
  }

  private static String run(String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    CommandLine.run(arguments, out, out);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Settings settings(Map<String, String> given) {
    Properties properties = new Properties();
    properties.putAll(given);
    return SettingsReader.read(null, properties, Map.of(), ROOT, new ArrayList<>());
  }

  @Test
  void aPieceInOurOwnWordsIsWhatIsCut() {
    captured.log().warn("our own words, " + "word ".repeat(100) + Printable.piece("x".repeat(500)));
    assertEquals(1, captured.lines().size());
    assertTrue(captured.text().length() > 500 + Printable.MOST, captured::text);
  }
}
