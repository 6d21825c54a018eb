package io.github.headroom.agent.settings;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.fuzz.Allocated;
import io.github.headroom.agent.fuzz.FuzzFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Properties;

/**
 * The agent argument and the configuration file: the settings are usable and the problems short.
 */
public final class SettingsFuzz {

  private static final FuzzFile FILE = new FuzzFile("headroom.properties");

  private SettingsFuzz() {}

  /** The part before the first NUL is the agent argument, the rest the file. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    int cut = 0;
    while (cut < input.length && input[cut] != 0) {
      cut++;
    }
    String argument = new String(input, 0, cut, StandardCharsets.UTF_8);
    FILE.hold(Arrays.copyOfRange(input, Math.min(cut + 1, input.length), input.length));
    Properties properties = new Properties();
    properties.setProperty(Setting.CONFIG.property(), FILE.path().toString());
    List<String> problems = new ArrayList<>();
    Allocated.bounded(
        () -> {
          Settings settings =
              SettingsReader.read(
                  argument, properties, Collections.emptyMap(), Path.of("/"), problems);
          URI endpoint = URI.create(settings.metrics().endpoint());
          assertTrue(endpoint.getScheme().startsWith("http"), settings.metrics().endpoint());
          assertTrue(endpoint.getRawUserInfo() == null, settings.metrics().endpoint());
          assertTrue(settings.sampleIntervalMillis() >= 100);
          assertTrue(settings.slowIntervalMillis() >= 1000);
          settings.metrics().headers().forEach((name, value) -> header(name, value));
        });
    for (String problem : problems) {
      assertTrue(problem.length() < 2000, problem);
      assertTrue(problem.chars().noneMatch(Character::isISOControl), problem);
      assertTrue(!problem.startsWith("settings cannot be read"), problem);
    }
  }

  private static void header(String name, String value) {
    assertTrue(name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"), name);
    assertTrue(value.chars().noneMatch(c -> c == '\r' || c == '\n'), name);
  }
}
