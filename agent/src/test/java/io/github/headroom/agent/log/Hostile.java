package io.github.headroom.agent.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;

/** Hostile texts from outside, and checks that they do no harm. */
public enum Hostile {
  LINE_OF_OURS("x\n[headroom] ERROR out of memory, call 555"),
  CARRIAGE_RETURN("x\r[headroom] ERROR overwritten"),
  CLEARS_THE_SCREEN("x\u001b[2J\u001b]0;title\u0007"),
  C1_CONTROL("x\u009b2Jy\u0085z"),
  NUL("x\u0000y"),
  DELETE("x\u007f\u0008y"),
  RIGHT_TO_LEFT("x\u202egnp.exe\u2066\u061c"),
  LINE_SEPARATORS("x\u2028y\u2029z"),
  HALF_A_PAIR("x\ud83dy\ude00"),
  MARKUP("</script><script>alert(1)</script><img src=x onerror='a'>"),
  QUOTES("\"}],'`\\\""),
  MEGABYTES("a\n".repeat(5 << 19));

  public final String text;

  Hostile(String text) {
    this.text = text;
  }

  /** Asserts that each line is printable and that the text has at most that many lines. */
  public void assertTamed(String written, int lines) {
    List<String> found = Stream.of(written.split("\n", -1)).filter(l -> !l.isEmpty()).toList();
    assertTrue(found.size() <= lines, () -> this + " made lines of its own: " + excerpt(written));
    assertPrintable(written.replace("\n", ""));
  }

  public void assertPrintable(String written) {
    for (int i = 0; i < written.length(); ) {
      int point = written.codePointAt(i);
      String found = Integer.toHexString(point);
      assertTrue(!Printable.isEscaped(point), () -> this + " kept " + found);
      i += Character.charCount(point);
    }
    assertTrue(written.length() < 20_000, () -> this + " is " + written.length() + " long");
  }

  private static String excerpt(String text) {
    return text.substring(0, Math.min(2000, text.length()));
  }
}
