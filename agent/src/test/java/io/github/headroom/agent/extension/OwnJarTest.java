package io.github.headroom.agent.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnJarTest {

  @ParameterizedTest
  @CsvSource({
    "file:/opt/agents/headroom.jar, /opt/agents/headroom.jar",
    "file:/opt/our%20agents/head%2Broom.jar, /opt/our agents/head+room.jar",
    "file:/opt/our agents/headroom.jar, /opt/our agents/headroom.jar",
    "file:/opt/100%/headroom.jar, /opt/100%/headroom.jar"
  })
  void theFileOfAUrl(String url, String path) throws MalformedURLException {
    assertEquals(new File(path), OwnJar.ofFile(new URL(url)));
  }
}
