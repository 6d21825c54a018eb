package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.CapturedLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PlatformBeansTest {

  private final CapturedLog captured = new CapturedLog();

  @Test
  void withoutInstrumentationTheBeansComeThroughManagementFactory() {
    PlatformBeans.find(null, captured.log());

    assertEquals(PlatformBeans.class, PlatformBeans.ofThisJvm().getClass());
    assertTrue(PlatformBeans.ofThisJvm().runtime().getUptime() > 0);
  }

  @Test
  @Timeout(60)
  void theShortWayLeadsToTheSameBeans() throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "--add-exports=java.management/sun.management=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                BothWays.class.getName())
            .redirectErrorStream(true)
            .start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    List<String> lines = printed.lines().toList();

    assertEquals(2, lines.size(), printed);
    assertTrue(lines.get(0).contains("type=MemoryPool"), printed);
    assertEquals(lines.get(1), lines.get(0));
  }
}
