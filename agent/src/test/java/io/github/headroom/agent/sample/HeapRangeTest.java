package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapRangeTest {

  private final HeapRange range = new HeapRange();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdk-17-serial",
        "jdk-17-g1",
        "jdk-17-parallel",
        "jdk-17-shenandoah",
        "jdk-25-g1",
        "jdk-25-serial"
      })
  void theHeapSpansAllSpaces(String captured) throws IOException {
    assertTrue(range.parse(captured(captured)));
    assertEquals("f0000000-100000000", text(), captured);
  }

  @Test
  void zgcReportsNoAddresses() throws IOException {
    assertFalse(range.parse(captured("jdk-17-zgc")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "[0x",
        "[0x)",
        "[0xzz, 0xyy)",
        "[0x1000",
        "[0x1000)",
        "[0xffffffffffffffff, 0xffffffffffffffff)",
        "[0x11111111111111111, 0x22222222222222222)",
        "[0x00001000, 0x0000\uff12000)",
        "Unknown diagnostic command"
      })
  void aTextWithoutARangeHasNone(String text) {
    assertFalse(range.parse(text));
  }

  @Test
  void aTextCutOffAnywhereGivesNoAddressThatIsNotInIt() throws IOException {
    String whole = captured("jdk-17-parallel");
    for (int length = 0; length < whole.length(); length++) {
      if (range.parse(whole.substring(0, length))) {
        assertTrue(range.start >= 0xf0000000L && range.end <= 0x100000000L, text());
      }
    }
  }

  private String text() {
    return Long.toHexString(range.start) + "-" + Long.toHexString(range.end);
  }

  private static String captured(String name) throws IOException {
    String path = "/heap-info/" + name + ".txt";
    try (InputStream in = HeapRangeTest.class.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
