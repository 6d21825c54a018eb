package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.fuzz.FuzzFile;
import io.github.headroom.agent.log.CapturedLog;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** memory.pressure: a figure stands behind its name in a line of its kind. */
public final class PressureFileFuzz {

  private static final FuzzFile FILE = new FuzzFile("memory.pressure");
  private static final PressureFile PRESSURE =
      new PressureFile(new PolledFile(FILE.path()), new FileText(), new CapturedLog().log());
  private static final Sample SAMPLE = new Sample();

  private PressureFileFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    FILE.hold(input);
    PRESSURE.read(SAMPLE);
    String text = new String(input, StandardCharsets.ISO_8859_1);
    check(text, "s", Field.PRESSURE_SOME_AVG10, Field.PRESSURE_SOME_TOTAL);
    check(text, "f", Field.PRESSURE_FULL_AVG10, Field.PRESSURE_FULL_TOTAL);
  }

  private static void check(String text, String kind, Field average, Field total) {
    if (SAMPLE.known(average)) {
      long value = SAMPLE.value(average);
      String printed = String.format(Locale.ROOT, "%d\\.%02d", value / 100, value % 100);
      printed(text, kind, "avg10=0*" + printed);
    }
    if (SAMPLE.known(total)) {
      printed(text, kind, "total=0*" + SAMPLE.value(total));
    }
  }

  private static void printed(String text, String kind, String word) {
    String line = "(^|\\n)" + kind + "([^\\n]* )?" + word + "( |\\n|$)";
    assertTrue(Pattern.compile(line).matcher(text).find(), word);
  }
}
