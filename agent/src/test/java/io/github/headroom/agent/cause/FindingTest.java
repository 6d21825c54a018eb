package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FindingTest {

  @Test
  void theSentenceBeginsWithTheArea() {
    Finding finding =
        new Finding(MemoryArea.THREAD_STACKS, "thread_group", "a-#", null, "'a-#' 3 threads");
    assertEquals("thread_stacks: 'a-#' 3 threads", finding.sentence());
  }

  @Test
  void aLongOneIsCutAt200BytesWhateverItsCharacters() {
    for (String letter : new String[] {"x", "\u00e4", "\u20ac", "\ud83d\ude00", "\n"}) {
      String text = letter.repeat(400);
      Finding finding = new Finding(MemoryArea.KERNEL, "sockets", text, null, text);
      int bytes = finding.sentence().getBytes(StandardCharsets.UTF_8).length;
      assertTrue(bytes <= 200 && bytes > 190, letter + " " + bytes);
      assertTrue(finding.name().length() <= 100);
    }
  }

  @Test
  void numbersAreReadable() {
    assertEquals("0", Amounts.count(0));
    assertEquals("999", Amounts.count(999));
    assertEquals("1,310,000", Amounts.count(1_310_000));
    assertEquals("-1,000", Amounts.count(-1000));
    assertEquals("-100", Amounts.count(-100));
    assertEquals("200 -> 3,100", Amounts.counts(200, 3100));
    assertEquals("80.0 -> 610 MiB", Amounts.bytes(80L << 20, 610L << 20));
    assertEquals("in 10 min", Amounts.span(600));
  }
}
