package io.github.headroom.agent.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.fuzz.Allocated;
import java.nio.charset.StandardCharsets;

/** Text from outside: the result is short, on one line, and not changed by a second pass. */
public final class PrintableFuzz {

  private PrintableFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    String text = new String(input, StandardCharsets.UTF_8);
    Allocated.bounded(
        () -> {
          String piece = Printable.piece(text);
          assertTrue(piece.length() <= Printable.MOST);
          assertTrue(piece.chars().noneMatch(Character::isISOControl), piece);
          assertEquals(piece, Printable.piece(piece));
          String line = Printable.line(text);
          assertTrue(line.chars().noneMatch(Character::isISOControl));
          assertEquals(line, Printable.line(line));
        });
  }
}
