package io.github.headroom.agent.relief;

import static io.github.headroom.agent.relief.Situations.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import org.junit.jupiter.api.Test;

/** The situation of a pass of a cgroup of 1000 MiB, 400 MiB of it from malloc. */
class SituationTest {

  private final Situation now = new Situation();
  private final Outlook outlook = new Outlook();

  private void pass(SampleBuilder of, double seconds) {
    Sample sample = of.build();
    outlook.full(sample, seconds);
    now.fill(sample, outlook, seconds);
  }

  private static SampleBuilder heap(long used) {
    return ForecastFigures.jvm(400).with(Field.HEAP_USED, used * MIB);
  }

  @Test
  void aGroupWithoutALimitIsNotKnown() {
    now.fill(new SampleBuilder().build(), outlook, 1);
    assertFalse(now.known);
    assertFalse(now.isNear());
  }

  @Test
  void pageCacheThatCanBeDroppedIsNoUsage() {
    pass(ForecastFigures.jvm(400), 1);
    long without = now.usage;
    long cache = 200 * MIB;
    pass(
        ForecastFigures.jvm(400)
            .with(Field.USAGE, 800 * MIB)
            .with(Field.FILE, cache)
            .with(Field.INACTIVE_FILE, cache),
        2);
    assertEquals(without, now.usage);
  }

  @Test
  void aTenthOfTheLimitIsNear() {
    pass(ForecastFigures.jvm(699), 1);
    assertFalse(now.isNear(), "101 MiB are left");
    pass(ForecastFigures.jvm(701), 2);
    assertTrue(now.isNear(), "99 MiB are left");
  }

  @Test
  void aHeapThatHasJustBegunRisesFromItsFirstPass() {
    pass(heap(50), 1);
    assertEquals(0, now.heapRise);
    pass(heap(150), 2);
    assertEquals(100 * MIB, now.heapRise);
  }

  @Test
  void theRiseIsThatOfTheLastFiveSeconds() {
    for (int i = 0; i < 30; i++) {
      pass(heap(50 + i), i);
    }
    assertEquals(5 * MIB, now.heapRise);
  }

  @Test
  void whatIsLiveIsWhatTheLastCollectionOfTheOldGenerationLeft() {
    pass(heap(150), 1);
    assertFalse(now.liveKnown);
    assertEquals(150 * MIB, now.liveBytes);
    assertEquals(0, now.oldUsed);
    pass(heap(150).heapPool("G1 Old Gen", 90 * MIB, 100 * MIB, 500 * MIB, 60 * MIB), 2);
    assertTrue(now.liveKnown);
    assertEquals(60 * MIB, now.liveBytes);
    assertEquals(90 * MIB, now.oldUsed);
    pass(heap(40).heapPool("G1 Old Gen", 30 * MIB, 100 * MIB, 500 * MIB, 60 * MIB), 3);
    assertEquals(40 * MIB, now.liveBytes, "no more than is in use");
  }
}
