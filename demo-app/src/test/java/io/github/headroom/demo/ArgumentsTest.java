package io.github.headroom.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void anUnknownOptionIsNamed() {
    assertEquals("--x: expected one of --port", message(() -> of("--x", "1")));
  }

  @Test
  void anOptionWithoutItsValueIsNamed() {
    assertEquals("--port: expected a value", message(() -> of("--port")));
  }

  @Test
  void aNumberOutsideItsRangeIsNamed() {
    assertEquals(
        "--port: expected a whole number from 1 to 9, found 10",
        message(() -> of("--port", "10").number("--port", 5, 1, 9)));
    assertEquals(
        "--port: expected a whole number from 1 to 9, found 1e0",
        message(() -> of("--port", "1e0").number("--port", 5, 1, 9)));
  }

  @Test
  void anOptionLeftOutHasItsDefault() {
    assertEquals(5, of().number("--port", 5, 1, 9));
  }

  private static Arguments of(String... commandLine) {
    return new Arguments(commandLine, "--port");
  }

  private static String message(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }
}
