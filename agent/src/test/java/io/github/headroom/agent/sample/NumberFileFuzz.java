package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.fuzz.FuzzFile;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * memory.current, memory.max and the like, and oom_score_adj: a number is the text's first line.
 */
public final class NumberFileFuzz {

  private static final FuzzFile FILE = new FuzzFile("memory.max");
  private static final PolledFile POLLED = new PolledFile(FILE.path());
  private static final FileText TEXT = new FileText();
  private static final Digits DIGITS = new Digits();

  private NumberFileFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    FILE.hold(input);
    String text = new String(input, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    for (boolean limit : new boolean[] {true, false}) {
      State state = NumberFile.read(POLLED, limit, TEXT, DIGITS);
      if (state == State.KNOWN) {
        assertTrue(line.matches("-?\\d+"), line);
        assertEquals(count(line), BigInteger.valueOf(DIGITS.value));
      } else if (state == State.UNLIMITED) {
        assertTrue(limit, "only a limit can be none");
        assertTrue(line.equals("max") || line.matches("-?\\d+"), line);
      }
    }
    if (OomScoreAdjFile.read(POLLED, TEXT, DIGITS) == State.KNOWN) {
      assertTrue(line.matches("-?\\d+"), line);
      assertEquals(new BigInteger(line), BigInteger.valueOf(DIGITS.value));
      assertTrue(Math.abs(DIGITS.value) <= 1000, line);
    }
  }

  /** A counter below 0 for a short time, printed with a sign or as nearly 2^64, counts as 0. */
  private static BigInteger count(String number) {
    BigInteger printed = new BigInteger(number);
    return printed.signum() < 0 || printed.bitLength() > 63 ? BigInteger.ZERO : printed;
  }
}
