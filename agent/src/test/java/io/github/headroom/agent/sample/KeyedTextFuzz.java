package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * memory.stat, memory.events, memory.oom_control, status, meminfo: a figure comes from a whole line
 * that has its key and nothing but a number behind it.
 */
public final class KeyedTextFuzz {

  private static final String[] NAMES = {
    "anon", "file", "file_mapped", "total_rss", "oom_kill", "VmRSS", "MemFree"
  };
  private static final String LIMIT = "hierarchical_memory_limit";
  private static final KeyedFile.Key[] KEYS = keys();
  private static final KeyedText KEYED = new KeyedText(KEYS);
  private static final FileText TEXT = new FileText();
  private static final Readings READINGS = new Readings(KEYS.length);

  private KeyedTextFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    TEXT.length = Math.min(input.length, FileText.CAPACITY);
    System.arraycopy(input, 0, TEXT.bytes, 0, TEXT.length);
    KEYED.read(TEXT, READINGS, 0);
    String text = new String(TEXT.bytes, 0, TEXT.length, StandardCharsets.ISO_8859_1);
    for (int i = 0; i < KEYS.length; i++) {
      String key = i < NAMES.length ? NAMES[i] : LIMIT;
      if (READINGS.state(i) == State.KNOWN) {
        assertTrue(has(text, key, READINGS.value(i)), key + " " + READINGS.value(i));
      } else if (READINGS.state(i) == State.ABSENT) {
        assertTrue(text.endsWith("\n"), key + " is absent of a text that is cut off");
      }
    }
  }

  private static boolean has(String text, String key, long value) {
    Matcher line =
        Pattern.compile("(?:^|\\n)" + key + "[: \\t]+(-?\\d+)( kB)?(?=\\n|\\z)").matcher(text);
    for (int from = 0; line.find(from); from = line.start() + 1) {
      BigInteger printed = count(line.group(1));
      printed = line.group(2) == null ? printed : printed.shiftLeft(10);
      if (printed.equals(BigInteger.valueOf(value))) {
        return true;
      }
    }
    return false;
  }

  /** A counter below 0 for a short time, printed with a sign or as nearly 2^64, counts as 0. */
  private static BigInteger count(String number) {
    BigInteger printed = new BigInteger(number);
    return printed.signum() < 0 || printed.bitLength() > 63 ? BigInteger.ZERO : printed;
  }

  private static KeyedFile.Key[] keys() {
    KeyedFile.Key[] keys = new KeyedFile.Key[NAMES.length + 1];
    for (int i = 0; i < NAMES.length; i++) {
      keys[i] = new KeyedFile.Key(NAMES[i], i, false);
    }
    keys[NAMES.length] = new KeyedFile.Key(LIMIT, NAMES.length, true);
    return keys;
  }
}
