package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.fuzz.FuzzFile;
import io.github.headroom.agent.log.CapturedLog;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** /proc/self/statm: its first two words, in pages. */
public final class StatmFileFuzz {

  private static final FileText TEXT = new FileText();
  private static final PageSize PAGE = new PageSize(Path.of("/proc/self"), TEXT);
  private static final FuzzFile FILE = new FuzzFile("statm");
  private static final StatmFile STATM =
      new StatmFile(new PolledFile(FILE.path()), PAGE, TEXT, new CapturedLog().log());
  private static final Sample SAMPLE = new Sample();

  private StatmFileFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    FILE.hold(input);
    STATM.read(SAMPLE);
    String text = new String(input, StandardCharsets.ISO_8859_1);
    assertEquals(SAMPLE.state(Field.VM_SIZE), SAMPLE.state(Field.VM_RSS));
    if (SAMPLE.known(Field.VM_RSS)) {
      assertTrue(text.matches("(?s)-?\\d+ -?\\d+[ \n].*"), text);
      String[] words = text.split("[ \n]", 3);
      assertEquals(pages(words[0]), BigInteger.valueOf(SAMPLE.value(Field.VM_SIZE)));
      assertEquals(pages(words[1]), BigInteger.valueOf(SAMPLE.value(Field.VM_RSS)));
    }
  }

  private static BigInteger pages(String word) {
    return count(word).multiply(BigInteger.valueOf(PAGE.bytes()));
  }

  /** A counter below 0 for a short time, printed with a sign or as nearly 2^64, counts as 0. */
  private static BigInteger count(String number) {
    BigInteger printed = new BigInteger(number);
    return printed.signum() < 0 || printed.bitLength() > 63 ? BigInteger.ZERO : printed;
  }
}
