package io.github.headroom.agent.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.Hostile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgentConfigurationTest {

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aFifoThatTheOpenTelemetryAgentHasReadHoldsUpNobody(@TempDir Path directory)
      throws Exception {
    Path fifo = directory.resolve("otel.yaml");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());

    assertThrows(IOException.class, () -> AgentConfiguration.open(fifo.toString()));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrongWithAFileIsOneShortLine(Hostile hostile) {
    String line = HeadroomExtension.printable(new IOException(hostile.text));

    hostile.assertTamed(line, 1);
    assertTrue(line.length() <= 200, line);
    assertTrue(line.startsWith("java.io.IOException: "), line);
  }
}
