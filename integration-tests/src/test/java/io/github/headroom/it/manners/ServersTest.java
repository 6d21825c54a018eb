package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Real servers, each with the LogManager it brings: they start, answer, log and end with the agent
 * attached as they do without.
 */
@Execution(ExecutionMode.CONCURRENT)
class ServersTest {

  private interface Start {
    Server in(Path base, Map<String, String> environment, String options) throws IOException;
  }

  @Test
  void wildFlyStartsWithItsLogManager(@TempDir Path directory) throws Exception {
    String log = assertRunsAsWithout(Server::wildFly, directory);
    assertFalse(log.contains("WFLYLOG0078"), log);
  }

  @Test
  void tomcatStartsWithItsLogManager(@TempDir Path directory) throws Exception {
    assertRunsAsWithout(Server::tomcat, directory);
  }

  @Test
  void openLibertyStartsWithItsLogManager(@TempDir Path directory) throws Exception {
    assertRunsAsWithout(Server::openLiberty, directory);
  }

  /** Gives what the server with the agent has said. */
  private static String assertRunsAsWithout(Start start, Path directory) throws Exception {
    Path first = Files.createDirectory(directory.resolve("a"));
    Path second = Files.createDirectory(directory.resolve("b"));
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Server without = start.in(first, Map.of(), "");
        Server with =
            start.in(
                second,
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint(),
                    "OTEL_METRIC_EXPORT_INTERVAL", "500",
                    "HEADROOM_LOG_LEVEL", "warn"),
                "-javaagent:" + JavaProcess.agentJar())) {
      without.awaitAnswer();
      with.awaitAnswer();
      int before = receiver.exports().size();
      Await.until("exports", () -> receiver.exports().size() > before + 1, with::log);
      int status = without.stop();
      assertEquals(status, with.stop(), with::log);
      List<String> more = new ArrayList<>(with.complaints());
      for (String line : without.complaints()) {
        more.remove(line);
      }
      assertEquals(List.of(), more, with::log);
      assertFalse(with.log().contains("[headroom]"), with::log);
      return with.log();
    }
  }
}
