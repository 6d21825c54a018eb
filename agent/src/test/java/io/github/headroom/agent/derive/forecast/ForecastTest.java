package io.github.headroom.agent.derive.forecast;

import static io.github.headroom.agent.derive.forecast.Verdict.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ForecastTest {

  private final Life life = new Life();
  private final Forecast forecast = life.forecast;

  @Test
  void nothingIsKnownWithoutALimit() {
    life.blind();
    assertEquals(UNKNOWN, forecast.verdict());
  }

  @Test
  void nothingIsKnownAfterAFewTicks() {
    life.still(5);
    assertEquals(UNKNOWN, forecast.verdict());
  }

  @Test
  void aLimitThatGetsLostMakesItUnknownAgain() {
    life.still(100).blind();
    assertEquals(UNKNOWN, forecast.verdict());
  }

  @Test
  void whatStaysFits() {
    life.still(300);
    assertEquals(FITS, forecast.verdict());
    assertFalse(forecast.hasTime());
    assertNull(forecast.culprit());
    assertNull(forecast.evidence());
  }

  @Test
  void aSteadyLeakIsGrowing() {
    life.still(300).leak(200, 2);
    assertEquals(GROWING, forecast.verdict());
  }

  @Test
  void itsTimeIsWhatIsLeftByItsRate() {
    life.still(300).leak(250, 2);
    assertEquals(life.left() / 2, forecast.midSeconds(), 0.05 * life.left() / 2);
  }

  @Test
  void growthThatHasSlowedDownIsToldByItsPresentRate() {
    life.still(300).leak(200, 2).leak(120, 1); // 80 s to go
    assertEquals(life.left(), forecast.midSeconds(), 0.1 * life.left());
  }

  @Test
  void itsTimeLiesBetweenLowAndHigh() {
    life.still(300).leak(250, 2);
    assertTrue(forecast.lowSeconds() <= life.left() / 2, "low " + forecast.lowSeconds());
    assertTrue(forecast.highSeconds() >= life.left() / 2, "high " + forecast.highSeconds());
  }

  @Test
  void theAreaThatGrowsIsTheCulprit() {
    life.still(300).go(250, 0, 2, 0.1);
    assertEquals(MemoryArea.DIRECT_BUFFERS, forecast.culprit());
  }

  @Test
  void itsEvidenceNamesWhoHowFastAndHowLong() {
    life.still(300).leak(250, 2);
    String evidence = forecast.evidence();
    assertTrue(
        evidence != null && evidence.startsWith("native_other grows by 2.00 MiB/s (over the last "),
        evidence);
  }

  @Test
  void itIsNotExtrapolatedPastWhatWasSeen() {
    life.still(300).leak(40, 1); // 560 s to go
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void aHeapThatEndsBelowTheLimitFits() {
    life.heapCeiling = 700;
    life.still(100).go(250, 1.9, 0, 0); // 475 of the 500 up to its ceiling, 125 left
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void aHeapThatIsAllowedOverTheLimitIsGrowing() {
    life.heapCeiling = 2000;
    life.still(100).go(250, 1.9, 0, 0);
    assertEquals(GROWING, forecast.verdict());
    assertEquals(MemoryArea.JAVA_HEAP, forecast.culprit());
  }

  @Test
  void aWarmUpThatLevelsOffFits() {
    for (int i = 0; i < 600; i++) {
      life.leak(1, 7 * Math.exp(-i / 60.0)); // 420 MiB in all
      assertFalse(forecast.hasTime(), "after " + i + " s");
    }
  }

  @Test
  void oneStepIsNoGrowth() {
    life.still(300).jump(250);
    for (int i = 0; i < 300; i++) {
      life.still(1);
      assertFalse(forecast.hasTime(), "after " + i + " s");
    }
  }

  @Test
  void manyStepsAre() {
    life.still(100);
    for (int i = 0; i < 22; i++) {
      life.jump(22).still(30);
    }
    assertEquals(GROWING, forecast.verdict());
  }

  /** G1 gives the heap its room so; between two steps nothing grows but what lives in it. */
  @Test
  void aHeapThatIsGivenItsRoomInStepsIsToldByWhatLivesInIt() {
    life.still(100);
    for (int i = 0; i < 13; i++) {
      life.heapStep(40, 40);
    }
    double seconds = life.left(); // it grows by 1 a second
    assertEquals(GROWING, forecast.verdict());
    double aStep = 40; // whose room is taken at one moment of it
    assertEquals(seconds, forecast.midSeconds(), aStep);
    assertTrue(forecast.lowSeconds() < seconds && seconds < forecast.highSeconds());
  }

  @Test
  void aWaveThatComesAndGoesFits() {
    for (int i = 0; i < 3000; i++) {
      life.leak(1, 0.5 * Math.cos(i / 200.0)); // 100 MiB up and down
      assertFalse(forecast.hasTime(), "after " + i + " s");
    }
  }

  @Test
  void growthThatPausesForSecondsIsStillGrowth() {
    life.still(300).leak(250, 2).still(10);
    assertEquals(GROWING, forecast.verdict());
  }

  @Test
  void growthThatHasStoppedIsNot() {
    life.still(300).leak(200, 2).still(200);
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void aNewLimitMovesTheEndAlone() {
    life.still(300).leak(250, 2);
    life.limit = 1060;
    life.leak(30, 2);
    assertEquals(GROWING, forecast.verdict());
    assertEquals(life.left() / 2, forecast.midSeconds(), 0.1 * life.left() / 2);
  }

  @Test
  void aLimitThatIsFarAwayEndsTheWarning() {
    life.still(300).leak(250, 2);
    life.limit = 4000;
    life.leak(60, 2);
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void growthOfDaysThatALimitPutsFarAwayHasNoTimeThatIsNoNumber() {
    double aDay = 2 * Math.PI / Season.DAY;
    for (int i = 0; i < 4 * Season.DAY; i++) { // 120 MiB a day, beside 60 that come and go
      life.leak(1, 120 / Season.DAY + 30 * aDay * Math.cos(i * aDay));
    }
    assertEquals(GROWING, forecast.verdict());
    life.limit += 20_000;
    for (int i = 0; i < 120; i++) {
      life.leak(1, 120 / Season.DAY);
      assertTrue(
          !forecast.hasTime()
              || (forecast.lowSeconds() <= forecast.midSeconds()
                  && forecast.midSeconds() <= forecast.highSeconds()
                  && forecast.midSeconds() < Double.POSITIVE_INFINITY),
          forecast.lowSeconds() + ", " + forecast.midSeconds() + ", " + forecast.highSeconds());
    }
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void growthThatIsSeenIsNoSpikeInItsLastSeconds() {
    life.still(60);
    for (int i = 0; i < 20; i++) {
      life.leak(1, 4).leak(1, 20);
    }
    assertEquals(GROWING, forecast.verdict());
    while (life.left() > 24) {
      life.leak(1, 4).leak(1, 20);
      assertEquals(GROWING, forecast.verdict(), life.left() + " MiB are left");
    }
    life.leak(1, life.left() - 0.5);
    assertEquals(GROWING, forecast.verdict());
  }

  @Test
  void aTickAMinuteThatDoesNotAgreeEndsNoWarning() {
    life.step = 60;
    life.still(30).leak(60, 8);
    assertEquals(GROWING, forecast.verdict());
    life.jump(-60).still(1).jump(60).leak(1, 8);
    assertEquals(GROWING, forecast.verdict());
  }

  @Test
  void aTickThatCannotBeReadForgetsNothing() {
    life.still(300).leak(250, 2).blind().leak(1, 2);
    assertEquals(GROWING, forecast.verdict());
  }

  @Test
  void whatIsGivenBackEndsTheWarningWithinAMinute() {
    life.still(300).leak(250, 2).jump(-400).still(60);
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void lowMidAndHighAreInOrderAtEveryTick() {
    java.util.Random random = new java.util.Random(7);
    for (int i = 0; i < 400; i++) {
      double rate = random.nextInt(3) - 0.7;
      int time = 1 + random.nextInt(60);
      for (int j = 0; j < time; j++) {
        life.leak(1, life.left() < 5 ? -300 : rate + random.nextGaussian());
        if (forecast.hasTime()) {
          assertTrue(
              0 <= forecast.lowSeconds()
                  && forecast.lowSeconds() <= forecast.midSeconds()
                  && forecast.midSeconds() <= forecast.highSeconds(),
              () -> forecast.evidence() + ", mid " + forecast.midSeconds());
        }
      }
    }
  }

  @Test
  void noTimeDoublesOrHalvesWithinASecond() {
    life.still(300).leak(250, 2);
    double before = forecast.midSeconds();
    for (int i = 0; i < 20; i++) {
      life.leak(1, i == 3 ? 40 : 0.5);
      double now = forecast.midSeconds();
      assertTrue(now < 2 * before + 1 && before < 2 * now + 1, before + " s, then " + now);
      before = now;
    }
  }

  @Test
  void whatCameAndWentTwiceIsNoNewsTheThirdTime() {
    boolean first = false;
    boolean third = false;
    for (int i = 0; i < 3; i++) {
      life.still(300);
      for (int j = 0; j < 200; j++) {
        life.leak(1, 2);
        first |= i == 0 && forecast.hasTime();
        third |= i == 2 && forecast.hasTime();
      }
      life.jump(-400);
    }
    assertTrue(first && !third, "first " + first + ", third " + third);
  }

  @Test
  void whatGoesFurtherThanAllThatCameAndWentIsNews() {
    for (int i = 0; i < 3; i++) {
      life.still(300).leak(150, 2).jump(-300);
    }
    life.still(300).leak(250, 2);
    assertEquals(GROWING, forecast.verdict());
  }

  @Test
  void moreAtOnceThanIsLeftIsASpike() {
    life.still(100).jump(350).still(1);
    assertEquals(SPIKE, forecast.verdict());
    assertTrue(forecast.hasTime());
  }

  @Test
  void aHeapThatIsFilledAtOnceIsNoneWhereAllOfItFits() {
    life.heapCeiling = 700;
    life.still(105).go(1, 350, 0, 0); // between two full ticks
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void aHeapThatIsFilledAtOnceIsNoneWhereDirtyPageCacheWasInItsWay() {
    life.heapCeiling = 700;
    life.doubtful = 200;
    life.still(105);
    life.doubtful = 0;
    life.go(1, 350, 0, 0);
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void aHeapThatIsFilledAtOnceIsOneWhereItDoesNotFit() {
    life.heapCeiling = 2000;
    life.still(105).go(1, 350, 0, 0);
    assertEquals(SPIKE, forecast.verdict());
  }

  @Test
  void lessAtOnceThanIsLeftIsNone() {
    life.still(100).jump(250).still(1);
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void aSpikeIsForgottenWhenNothingFollows() {
    life.still(100).jump(350).still(1);
    assertEquals(SPIKE, forecast.verdict());
    life.still(4);
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void waitingForMemoryWhileFilePagesComeBackIsThrashing() {
    life.still(100).waits(30, 0.4);
    assertEquals(THRASHING, forecast.verdict());
  }

  @Test
  void thrashingEndsWellBelowWhereItBegins() {
    life.still(100).waits(30, 0.4).waits(30, 0.1);
    assertEquals(THRASHING, forecast.verdict());
    life.waits(30, 0.01);
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void codeThatIsDroppedAndFaultedInAgainNearTheLimitIsThrashing() {
    life.pressureTold = false;
    life.jump(592).still(100).fileFaults(30, 100_000, 120); // 8 MiB are left
    assertEquals(THRASHING, forecast.verdict());
    assertEquals(
        "the page cache that is left is dropped and read again 49 times a second,"
            + " with 120 page faults a second that wait for storage",
        forecast.evidence());
  }

  @Test
  void thrashingWithoutPressureEndsWellBelowWhereItBegins() {
    life.pressureTold = false;
    life.jump(592).still(100).fileFaults(30, 100_000, 120).fileFaults(30, 100_000, 40);
    assertEquals(THRASHING, forecast.verdict());
    life.fileFaults(30, 100_000, 10);
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void filesThatAreReadOverAndOverNearTheLimitAreNotThrashing() {
    life.pressureTold = false;
    life.jump(592).still(100).fileFaults(30, 560_000, 32);
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void mappedFilesThatAreReadOverAndOverFarFromTheLimitAreNotThrashing() {
    life.pressureTold = false;
    life.jump(400).still(100).fileFaults(30, 560_000, 1000); // 200 MiB are left
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void faultsOfWhatIsReadTheFirstTimeNearTheLimitAreNotThrashing() {
    life.pressureTold = false;
    life.jump(592).still(100).fileFaults(30, 100, 1000);
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void whereThePressureIsToldItAloneDecides() {
    life.jump(592).still(100).fileFaults(30, 100_000, 120);
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void whatDoesNotGrowAndCannotFitIsToldSo() {
    life.fits = false;
    life.still(100);
    assertEquals(CANNOT_FIT, forecast.verdict());
  }

  @Test
  void theProbabilityOfAKillGrowsWithTheHorizon() {
    life.still(300).leak(250, 2); // 50 s to go
    double atOnce = forecast.probability(10);
    double soon = forecast.probability(60);
    double later = forecast.probability(600);
    assertTrue(0 <= atOnce && atOnce < soon && soon < later && later <= 1);
    assertTrue(atOnce < 0.1 && later > 0.6, atOnce + ", " + later);
  }

  @Test
  void whatHasLivedForLongWithoutGrowthIsLessLikelyKilled() {
    life.still(60);
    double early = forecast.probability(3600);
    life.still(7200);
    assertTrue(forecast.probability(3600) < early && early < 0.01, "early " + early);
  }

  @Test
  void ticksPutNothingOnTheHeap() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    life.still(300).leak(250, 2); // classes are loaded
    Life measured = new Life();
    long before = threads.getThreadAllocatedBytes(self);
    measured.still(300).leak(250, 2).jump(50).still(100);
    assertEquals(0, threads.getThreadAllocatedBytes(self) - before);
  }

  @Test
  void aSlowLeakHasItsOwnPaceWhereAFastOneStoppedHoursAgo() {
    life.still(300).leak(250, 2).jump(-450).still(6 * 3600);
    double worst = Double.POSITIVE_INFINITY;
    int ticks = 300 + 250 + 6 * 3600;
    for (int i = 1; i <= 8 * 3600; i++) {
      double burst = (ticks + i) % 16 == 0 ? 20 : 0; // off the line whenever a long bucket ends
      life.jump(burst).leak(1, 0.015).jump(-burst);
      if (forecast.hasTime()) {
        worst = Math.min(worst, forecast.midSeconds() / (life.left() / 0.015));
      }
    }
    assertEquals(GROWING, forecast.verdict());
    assertTrue(worst > 0.5, "mid was " + worst + " of the time that was left");
  }

  @Test
  void growthFromDayToDayEndsWhenMostOfWhatIsHeldIsGivenBack() {
    int day = 86_400;
    for (int hour = 0; hour < 3 * 24; hour++) {
      life.leak(3600, 150.0 / day);
    }
    assertEquals(GROWING, forecast.verdict());
    life.jump(-0.65 * (life.limit - life.left())).still(60);
    for (int i = 0; i < 3 * 3600; i++) {
      life.still(1);
      assertFalse(forecast.hasTime(), "after " + i + " s");
    }
  }

  @Test
  void aSpikeOfWhatGrowsAlreadyHasATimeOfItsOwn() {
    life.still(300).leak(380, 1); // 220 s to go
    assertEquals(GROWING, forecast.verdict());
    life.leak(2, 60); // 100 MiB are left
    assertEquals(SPIKE, forecast.verdict());
    assertTrue(forecast.midSeconds() < 5, "mid " + forecast.midSeconds());
  }

  @Test
  void growthAfterASpikeHasATimeOfItsOwn() {
    life.still(300).leak(380, 1).leak(2, 60);
    assertEquals(SPIKE, forecast.verdict());
    while (forecast.verdict() == SPIKE) {
      life.leak(1, 1);
    }
    assertEquals(GROWING, forecast.verdict());
    assertTrue(forecast.midSeconds() > 20, "mid " + forecast.midSeconds());
  }

  @Test
  void aSpikeOfAnotherDoesNotChangeWhoGrows() {
    life.still(300).go(380, 0, 1, 0).leak(2, 60); // no area is known to have taken it yet
    assertEquals(SPIKE, forecast.verdict());
    while (forecast.verdict() == SPIKE) {
      life.go(1, 0, 1, 0);
    }
    assertEquals(GROWING, forecast.verdict());
    assertEquals(MemoryArea.DIRECT_BUFFERS, forecast.culprit());
  }

  @Test
  void aTickThatCannotBeReadDoesNotLetTheTimeJump() {
    life.still(300).leak(250, 2); // 50 s to go
    life.limit = 1150;
    life.blind().leak(1, 2); // 125 s
    assertEquals(GROWING, forecast.verdict());
    assertTrue(forecast.midSeconds() < 100, "mid " + forecast.midSeconds());
  }

  @Test
  void whatStaysIsHardlyKilledWithinTenMinutes() {
    life.still(300);
    assertTrue(forecast.probability(600) < 0.001, "" + forecast.probability(600));
  }

  @Test
  void whatHasGrownForLongAndHasAMinuteLeftIsKilledWithinTen() {
    life.still(300).leak(285, 2);
    assertTrue(forecast.midSeconds() < 60, "" + forecast.midSeconds());
    assertTrue(forecast.probability(600) > 0.8, "" + forecast.probability(600));
  }

  /**
   * Steps of a twelfth of what is left, with rests between them: it nearly ends, again and again.
   */
  @Test
  void aKillThatWasExpectedAndDoesNotComeIsLessLikelyTheLongerItDoesNot() {
    life.leak(500, 1);
    double left = 100;
    for (int second = 0; second < 1080; second++) {
      double step = second % 40 < 10 ? left / 120 : 0;
      left -= second % 40 == 9 ? left / 12 : 0;
      life.leak(1, step);
      if (second > 960) { // for ten minutes it was expected in five
        assertTrue(forecast.midSeconds() < 330, "" + forecast.midSeconds());
        assertTrue(forecast.probability(600) < 0.65, "" + forecast.probability(600));
      }
    }
  }

  /** In the mornings of a slow leak it is expected within hours, and does not come that day. */
  @Test
  void aKillThatWasExpectedTooSoonADayAgoIsAsLikelyAsAnyOtherOnceItIsNear() {
    double aDay = 2 * Math.PI / Season.DAY;
    life.step = 60;
    double soonest = Double.POSITIVE_INFINITY;
    for (int minute = 0; life.left() > 5; minute++) { // 120 MiB a day, beside 120 that come and go
      life.leak(1, 60 * (120 / Season.DAY + 60 * aDay * Math.cos(60 * minute * aDay)));
      if (life.left() > 40 && forecast.hasTime()) {
        soonest = Math.min(soonest, 60 * minute + forecast.midSeconds());
      }
    }
    assertTrue(soonest < 4.5 * Season.DAY, "soonest " + soonest); // it comes after nearly five
    assertTrue(forecast.midSeconds() < 1800, "" + forecast.midSeconds());
    assertTrue(forecast.probability(3600) > 0.7, "" + forecast.probability(3600));
  }

  @Test
  void aProbabilityRisesWithItsHorizon() {
    life.still(300).leak(250, 2);
    assertTrue(forecast.probability(10) < forecast.probability(60));
    assertTrue(forecast.probability(60) < forecast.probability(600));
  }

  @Test
  void whatGrowsTooShortlyForAWarningIsMoreLikelyKilledThanWhatStays() {
    life.still(300).leak(15_500, 0.02); // 310 of 600 MiB; a warning begins at 360
    assertEquals(FITS, forecast.verdict());
    double suspected = forecast.probability(86_400);
    assertTrue(suspected > 0.3 && suspected < 0.6, "" + suspected);
    assertTrue(forecast.probability(600) < 0.001, "" + forecast.probability(600));
    life.jump(-310).still(300);
    assertTrue(forecast.probability(86_400) < 0.1, "" + forecast.probability(86_400));
  }

  @Test
  void aRiseOfMinutesIsHardlySuspected() {
    life.still(300).leak(155, 2); // 310 of 600 MiB
    assertEquals(FITS, forecast.verdict());
    assertTrue(forecast.probability(600) < 0.05, "" + forecast.probability(600));
  }

  @Test
  void theFirstSecondsHaveNoProbabilityNorHasWhatCannotBeRead() {
    life.still(10);
    assertFalse(forecast.hasProbability());
    life.still(60);
    assertTrue(forecast.hasProbability());
    life.blind();
    assertFalse(forecast.hasProbability());
  }

  @Test
  void aTimeWithinAHorizonIsNeverBesideAProbabilityNearNoneAndProbabilitiesRise() {
    life.still(300);
    for (int i = 0; i < 8 && life.left() > 3; i++) {
      for (int j = 0; j < 60 && life.left() > 3; j++) {
        life.leak(1, 1 + i % 3);
        double ten = forecast.probability(600);
        double hour = forecast.probability(3600);
        double day = forecast.probability(86_400);
        assertTrue(
            0 <= ten && ten <= hour && hour <= day && day <= 1, ten + " " + hour + " " + day);
        assertFalse(forecast.hasTime() && forecast.midSeconds() < 600 && ten < 0.1, "" + ten);
      }
    }
    assertEquals(GROWING, forecast.verdict());
  }

  @Test
  void whatIsFarFromItsTimeIsNotKilledBefore() {
    life.still(300).leak(15_000, 0.03); // 450 of 600 MiB, the rest takes 5000 s
    assertEquals(GROWING, forecast.verdict());
    assertTrue(forecast.probability(600) < 0.01, "" + forecast.probability(600));
  }

  @Test
  void aBurstThatCameBackBeforeIsNoNewPaceOfALeak() {
    life.still(300);
    while (life.left() > 80) {
      life.leak(160, 0.1).leak(40, 1).jump(-40);
    }
    life.leak(160, 0.1).leak(35, 1);
    assertEquals(GROWING, forecast.verdict());
    assertTrue(
        forecast.midSeconds() > 2 * life.left(), forecast.midSeconds() + " left " + life.left());
  }

  @Test
  void whatRisesWhileDirtyPagesTakeAllThatIsLeftIsNoGrowthToTheEnd() {
    life.still(300);
    for (int i = 0; i < 4; i++) {
      life.leak(100, 0.1).jump(-10).still(300);
    }
    life.doubtful = life.left() - 4;
    life.leak(35, 0.1);
    assertEquals(FITS, forecast.verdict());
  }

  @Test
  void aJobThatCameBackBeforeDoesNotEndTheWarningOfWhatGrowsBelowIt() {
    leavesSomething(34);
    life.go(300, 0, 0.3, 0.02);
    assertEquals(GROWING, forecast.verdict());
    assertEquals(MemoryArea.NATIVE_OTHER, forecast.culprit());
  }

  @Test
  void whatAJobTakesEachTimeIsNotLeftForWhatGrowsBelowIt() {
    leavesSomething(28); // 264 MiB are left for 13,200 s; of it the next jobs take 90
    assertEquals(GROWING, forecast.verdict());
  }

  /**
   * Each round of ten minutes a job takes 90 MiB and gives them back, and 12 MiB stay elsewhere.
   */
  private void leavesSomething(int rounds) {
    for (int i = 0; i < rounds; i++) {
      life.go(300, 0, 0.3, 0.02).go(1, 0, -90, 0.02).go(299, 0, 0, 0.02);
    }
  }
}
