package io.github.headroom.agent.derive.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Growth of a byte a second up to 40 now, seen once a second. */
class FirstPassageTest {

  private static final double NOW = 40;

  private final Scales scales = new Scales();

  /** The slopes between which the line's lies. */
  private double lowSlope = 1;

  private double highSlope = 1;
  private final Times times = new Times();

  /** Seconds until 60 bytes, with so much noise on top of each of the last 40 seconds. */
  private double seconds(IntToDoubleFunction noise) {
    return seconds(noise, 39, 60);
  }

  private double seconds(IntToDoubleFunction noise, double span, double end) {
    Line line = new Line();
    line.slope = 1;
    line.span = span;
    for (int second = 1; second <= NOW; second++) {
      scales.add(second, second + noise.applyAsDouble(second));
    }
    line.lowSlope = lowSlope;
    line.highSlope = highSlope;
    new FirstPassage().look(scales, line, NOW, NOW + noise.applyAsDouble((int) NOW), end, times);
    return times.quantile(0.5);
  }

  @Test
  void aStraightLineMeetsItsEndInTheTimeThatItTakes() {
    assertEquals(20, seconds(second -> 0), 0.5);
  }

  @Test
  void aSlopeThatIsNotCertainMakesTheTimesUncertain() {
    lowSlope = 0.5;
    highSlope = 2;
    assertEquals(20, seconds(second -> 0), 0.5);
    assertEquals(10, times.quantile(0.05), 0.5);
    assertEquals(40, times.quantile(0.95), 1);
  }

  @Test
  void peaksOfEveryFewSecondsMeetItBefore() {
    assertEquals(20 - 6, seconds(second -> second % 3 == 0 ? 6 : 0), 1);
  }

  @Test
  void aPeakThatIsRareAgainstTheTimeLeftHardlyCounts() {
    assertEquals(20, seconds(second -> second == 30 ? 6 : 0), 0.5);
  }

  @Test
  void aLevelThatWasNeverThereBeforeIsWhereItGoesOnFrom() {
    assertEquals(20 - 6, seconds(second -> second > 36 ? 6 : 0), 0.5);
  }

  @Test
  void aLowerOneAsWell() {
    assertEquals(20 + 6, seconds(second -> second > 36 ? -6 : 0), 0.5);
  }

  @Test
  void aPeakOfTwoSecondsIsNoLevelYet() {
    assertEquals(20, seconds(second -> second > 38 ? 6 : 0), 1);
  }

  @Test
  void whatWasAboveTheLineLongAgoIsNotAboveItSoonAgain() {
    assertEquals(20, seconds(second -> (NOW - second) / 2), 1);
  }

  @Test
  void whatIsOlderThanTheGrowthIsNoNoiseOfIt() {
    assertEquals(20, seconds(second -> second <= 20 ? 30 : 0, 19, 60), 0.5);
  }

  @Test
  void aPastThatIsShorterThanTheTimeLeftIsBegunAnew() {
    assertEquals(100 - 6, seconds(second -> second % 3 == 0 ? 6 : 0, 39, 140), 1);
  }

  @Test
  void atItsEndThereIsNoTimeLeft() {
    assertEquals(0, seconds(second -> 0, 39, 38), 0);
  }

  @Test
  void withoutAPastItIsTheLineAlone() {
    assertEquals(17, seconds(second -> 3, 0, 60), 0);
  }
}
