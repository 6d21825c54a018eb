package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.sample.SampleBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A cgroup of 1000 MiB with a tick every second and an export every ten. The clock starts just
 * before its overflow.
 */
class ExportPaceTest {

  private static final long SECOND = 1_000_000_000;
  private static final long START = Long.MAX_VALUE - 100 * SECOND;

  private final Outlook outlook = new Outlook();
  private final List<Integer> exports = new ArrayList<>();
  private ExportPace pace = new ExportPace(10 * SECOND, START);
  private int second;

  /** Like the sampling thread's loop: exports what is due before or after the pass. */
  private ExportPaceTest take(SampleBuilder group) {
    long now = START + second * SECOND;
    boolean due = pace.isDue(now);
    outlook.full(group.build(), second);
    pace.look(outlook, now);
    if (due || pace.isDue(now)) {
      exports.add(second);
      pace.exported(now);
    }
    second++;
    return this;
  }

  /** Leaves that headroom in MiB. */
  private ExportPaceTest left(int seconds, double mebibytes) {
    for (int i = 0; i < seconds; i++) {
      take(ForecastFigures.jvm(800 - mebibytes));
    }
    return this;
  }

  /** Returns the number of exports from one second to before another. */
  private long count(int from, int to) {
    return exports.stream().filter(at -> at >= from && at < to).count();
  }

  @Test
  void onceStoppedNoneIsDueHoweverNearTheEnd() {
    pace.stop(START);
    for (int i = 0; i < 30; i++) {
      take(ForecastFigures.jvm(750));
    }
    assertEquals(List.of(), exports);
    assertTrue(pace.next() - (START + 30 * SECOND) > 0, "no tick waits for one");
  }

  @Test
  void whatIsInNoDangerIsExportedAtItsInterval() {
    left(41, 150);
    assertEquals(List.of(10, 20, 30, 40), exports);
  }

  @Test
  void lessThanATenthLeftIsExportedAtOnceAndEverySecond() {
    left(15, 150).left(4, 95);
    assertEquals(List.of(10, 15, 16, 17, 18), exports);
  }

  @Test
  void aTenthIsEnough() {
    left(15, 150).left(10, 100);
    assertEquals(List.of(10, 20), exports);
  }

  @Test
  void aSpikeIsExportedAtOnce() {
    left(15, 750).left(3, 120);
    assertEquals(List.of(10, 15, 16, 17), exports);
  }

  @Test
  void growthIsExportedEverySecondOnceItHasLessThanAMinute() {
    for (int i = 0; i < 230; i++) { // 800 MiB at 3 MiB/s last 266 s
      take(ForecastFigures.jvm(3 * i));
    }
    int first = exports.stream().filter(at -> at % 10 != 0).findFirst().orElseThrow();
    assertEquals(60, 800 / 3.0 - first, 6);
    assertEquals(230 - first, count(first, 230));
  }

  @Test
  void afterAMinuteItIsTheIntervalAgain() {
    left(15, 150).left(200, 95);
    assertEquals(60, count(15, 75));
    assertEquals(14, count(75, 215)); // 80, 90, ... 210
  }

  @Test
  void whenTheEndWasNotNearForAnIntervalThereIsAnotherMinute() {
    left(15, 150).left(100, 95).left(10, 150);
    exports.clear();
    left(100, 95);
    assertEquals(60, count(125, 185));
  }

  @Test
  void whatComesAndGoesHasOneMinuteAltogether() {
    left(15, 150);
    for (int i = 0; i < 100; i++) {
      left(5, 150).left(5, 95);
    }
    assertEquals(60 + 100, exports.size(), 30);
  }

  @Test
  void atHalfTheHeadroomThereIsAnotherMinute() {
    left(15, 150).left(100, 95);
    exports.clear();
    left(100, 48);
    assertEquals(10, exports.size());
    exports.clear();
    left(61, 47);
    assertEquals(60, count(215, 275));
  }

  @Test
  void headroomThatIsGoneDoesNotBeginAgainAndAgain() {
    left(15, 150).left(10, 0);
    exports.clear();
    left(200, 0);
    assertEquals(50 + 15, exports.size());
  }

  @Test
  void aShorterIntervalGoesOn() {
    pace = new ExportPace(SECOND / 2, START);
    left(100, 95);
    assertEquals(100, exports.size()); // at each tick
  }

  @Test
  void anIntervalOfADayDoesNotKeepFromAnotherMinute() {
    pace = new ExportPace(86_400 * SECOND, START);
    left(15, 150).left(100, 95).left(60, 150).left(100, 95);
    assertEquals(120, exports.size());
  }

  @Test
  void thePaceIsTheIntervalWithoutAKnownLimit() {
    for (int i = 0; i < 41; i++) {
      take(new SampleBuilder());
    }
    assertEquals(List.of(10, 20, 30, 40), exports);
  }

  @Test
  void theNextIsTheEarlier() {
    left(15, 150);
    assertEquals(START + 20 * SECOND, pace.next());
    left(3, 95);
    assertEquals(START + 18 * SECOND, pace.next());
  }

  @Test
  void aTickJustBeforeItIsDueTakesItAlong() {
    left(15, 150).left(3, 95);
    long due = START + 18 * SECOND;
    assertTrue(pace.isDue(due - SECOND / 5));
    assertFalse(pace.isDue(due - SECOND / 3));
  }
}
