package io.github.headroom.demo.victims;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LinesTest {
  private final FakeClock clock = new FakeClock(1000);
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Lines lines =
      new Lines(
          clock,
          new PrintStream(
              new BufferedOutputStream(written, 1 << 16), false, StandardCharsets.US_ASCII));

  @Test
  void theFirstLineIsThereAtOnce() {
    lines.accept(5);
    assertEquals("1000000 5\n", written());
  }

  @Test
  void aSecondHasOneLine() {
    lines.accept(1);
    clock.pass(999);
    lines.accept(2);
    clock.pass(1);
    lines.accept(3);
    lines.accept(4);
    assertEquals("1000000 1\n1001000 3\n", written());
  }

  @Test
  void secondsThatPassedInAPauseAreNotMadeUpFor() {
    lines.accept(1);
    clock.pass(3500);
    lines.accept(2);
    lines.accept(3);
    clock.pass(500);
    lines.accept(4);
    assertEquals("1000000 1\n1003500 2\n1004000 4\n", written());
  }

  private String written() {
    return written.toString(StandardCharsets.US_ASCII);
  }
}
