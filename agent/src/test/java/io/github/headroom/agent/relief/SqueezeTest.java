package io.github.headroom.agent.relief;

import static io.github.headroom.agent.relief.Situations.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.sample.FakeVmOptions;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SqueezeTest {

  private final FakeVmOptions options = new FakeVmOptions();
  private final Situation now = Situations.near();

  private Squeeze squeeze() throws ReflectiveOperationException {
    return new Squeeze(options, 0.5);
  }

  @Test
  void aHeapOfG1ThatIsLargerThanWhatIsLiveMayBeSqueezed() throws Exception {
    assertNull(Squeeze.impossible(options));
    assertNull(squeeze().barred(now));
  }

  @ParameterizedTest
  @CsvSource({
    "UseG1GC,                     false,     not G1",
    "DisableExplicitGC,           true,      DisableExplicitGC",
    "ExplicitGCInvokesConcurrent, true,      ExplicitGCInvokesConcurrent",
    "DisableExplicitGC,           ,          DisableExplicitGC",
    "MinHeapSize,                 419430400, -Xms equals -Xmx",
    "MinHeapFreeRatio,            ,          no MinHeapFreeRatio",
    "MaxHeapFreeRatio,            ,          no MinHeapFreeRatio",
  })
  void aJvmInWhichNothingWouldComeBackIsNotSqueezed(String option, String value, String why)
      throws Exception {
    if (value == null) {
      options.values.remove(option);
    } else {
      options.values.put(option, value);
    }
    String reason = Squeeze.impossible(options);
    assertNotNull(reason);
    assertTrue(reason.contains(why), reason);
  }

  @Test
  void whereXmsIsNotKnownWhatTheHeapBeganWithIsKept() throws Exception {
    options.values.remove("MinHeapSize");
    options.values.put("InitialHeapSize", Long.toString(400 * MIB));
    assertEquals("-Xms equals -Xmx: the JVM gives no heap back", Squeeze.impossible(options));
  }

  @Test
  void anOptionThatCannotBeReadNowIsNoAnswer() {
    options.unreadable = "DisableExplicitGC";
    assertThrows(ReflectiveOperationException.class, () -> Squeeze.impossible(options));
  }

  static List<Arguments> bars() {
    return List.of(
        bar("is not known", now -> now.heapKnown = false),
        bar("5 % of the limit", now -> now.liveBytes = 250 * MIB),
        bar("5 % of the limit", now -> now.heapCommitted = 41 * MIB),
        bar(
            "max-pause",
            now -> {
              now.heapCommitted = 1000 * MIB;
              now.heapResident = 1000 * MIB;
              now.liveBytes = 600 * MIB;
              now.expected = 100 * MIB;
            }),
        bar("too little headroom", now -> now.expected = 15 * MIB),
        bar(
            "too little headroom",
            now -> {
              now.heapUsed = 300 * MIB;
              now.expected = 20 * MIB;
            }),
        bar("just grown", now -> now.heapRise = 51 * MIB));
  }

  private static Arguments bar(String why, Consumer<Situation> change) {
    return Arguments.of(why, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bars")
  void itIsBarred(String why, Consumer<Situation> change) throws Exception {
    change.accept(now);
    String reason = squeeze().barred(now);
    assertNotNull(reason);
    assertTrue(reason.contains(why), reason);
  }

  @Test
  void beforeACollectionHasShownWhatIsLiveThereIsOneTry() throws Exception {
    now.liveKnown = false;
    now.heapUsed = 290 * MIB;
    now.liveBytes = now.heapUsed;
    Squeeze squeeze = squeeze();
    assertNull(squeeze.barred(now));

    squeeze.acted(now, 0, 0.1);
    now.seconds += 1000;
    assertEquals("less than 5 % of the limit can be gained", squeeze.barred(now));
  }

  @Test
  void theNextComesAfterFiftyTimesThePauseAndAfterTwiceThatWhereItGaveLittle() throws Exception {
    Squeeze squeeze = squeeze();
    squeeze.acted(now, 200 * MIB, 0.3);
    assertBarredFor(squeeze, 15);

    squeeze = squeeze();
    squeeze.acted(now, 10 * MIB, 0.3);
    assertBarredFor(squeeze, 30);

    squeeze = squeeze();
    squeeze.acted(now, 200 * MIB, 0.01);
    assertBarredFor(squeeze, 10);
  }

  private void assertBarredFor(Squeeze squeeze, double seconds) {
    double acted = now.seconds;
    now.seconds = acted + seconds - 0.1;
    assertEquals("the last squeeze is too recent", squeeze.barred(now));
    now.seconds = acted + seconds + 0.1;
    assertNull(squeeze.barred(now));
    now.seconds = acted;
  }

  @Test
  void afterThreeThatGaveLittleItWaitsUntilTheLiveSetHasChanged() throws Exception {
    Squeeze squeeze = squeeze();
    for (int i = 0; i < 3; i++) {
      squeeze.acted(now, 0, 0.1);
      now.seconds += 1000;
    }
    now.liveBytes = 70 * MIB;
    assertEquals(
        "the last three squeezes gave little, and the live set is the same", squeeze.barred(now));
    now.liveBytes = 73 * MIB;
    assertNull(squeeze.barred(now));
  }

  private static final String LONG = "the pause would be longer than headroom.relief.max-pause";

  @Test
  void theLastPauseCountsForTheNextAndHalvesInTenMinutes() throws Exception {
    Squeeze squeeze = squeeze();
    squeeze.acted(now, 200 * MIB, 0.7); // 0.08 s by the rule
    now.seconds += 300;
    assertEquals(LONG, squeeze.barred(now), "0.52 s");
    now.seconds += 300;
    assertNull(squeeze.barred(now), "0.39 s");
  }

  @Test
  void oneVeryLongPauseDoesNotBarForHours() throws Exception {
    Squeeze squeeze = squeeze();
    squeeze.acted(now, 200 * MIB, 60);
    now.seconds += 3600;
    assertNull(squeeze.barred(now));
  }

  @Test
  void aPauseIsOfAllThatTheOldGenerationHasInUse() throws Exception {
    now.liveBytes = 60 * MIB; // long ago
    now.oldUsed = 700 * MIB;
    assertEquals(LONG, squeeze().barred(now));
  }

  @Test
  void whatALastPauseHadBesideItsObjectsIsNotScaled() throws Exception {
    Squeeze squeeze = squeeze();
    now.liveBytes = 6 * MIB;
    squeeze.acted(now, 200 * MIB, 0.03);
    now.seconds += 10;
    now.liveBytes = 200 * MIB;
    now.heapCommitted = 400 * MIB;
    now.heapResident = 400 * MIB;
    assertNull(squeeze.barred(now), "0.2 s, not 1 s");
  }

  @Test
  void aTightContainerWhoseHeapCannotFillTheRestIsLeftAlone() throws Exception {
    now.growing = false;
    now.fits = true;
    now.heapMax = 339 * MIB;
    String why = "nothing grows, and the heap at its largest leaves headroom";
    assertEquals(why, squeeze().barred(now));
    now.heapMax = 341 * MIB;
    assertNull(squeeze().barred(now));
    now.heapMax = 339 * MIB;
    now.fits = false;
    assertNull(squeeze().barred(now));
  }

  @Test
  void whereNothingGrowsRoomThatIsUsedAgainIsGainedMoreSeldomAndAKillThatComesIsNotWaitedFor()
      throws Exception {
    Squeeze squeeze = squeeze();
    now.growing = false;
    now.fits = true;
    for (double wait : new double[] {20, 40, 80}) {
      assertNull(squeeze.barred(now));
      squeeze.acted(now, 200 * MIB, 0.1);
      now.seconds += wait - 0.1;
      assertEquals(
          "nothing grows, and what the last squeeze gave is in use again", squeeze.barred(now));
      now.growing = true;
      assertNull(squeeze.barred(now));
      now.growing = false;
      now.seconds += 0.2;
    }
  }

  @Test
  void aPauseThatWasLongForALargeLiveSetDoesNotBarASmallOne() throws Exception {
    Squeeze squeeze = squeeze();
    now.liveBytes = 250 * MIB;
    squeeze.acted(now, 200 * MIB, 0.56);
    now.seconds += 1000;
    now.liveBytes = 60 * MIB;
    assertNull(squeeze.barred(now));
  }

  /** Returns a squeeze that records its collection among the changes. */
  private Squeeze counted() throws ReflectiveOperationException {
    return new Squeeze(options, 0.5) {
      @Override
      void collect() {
        options.changes.add("collection");
        inBetween.run();
      }
    };
  }

  private Runnable inBetween = () -> {};

  @Test
  void theCollectionComesWhileTheRatiosAreLowered() throws Exception {
    counted().act();

    assertEquals(
        List.of(
            "MinHeapFreeRatio=5",
            "MaxHeapFreeRatio=10",
            "collection",
            "MaxHeapFreeRatio=70",
            "MinHeapFreeRatio=40"),
        options.changes);
  }

  @Test
  void theCollectionIsAFullOneOfTheJvm() throws Exception {
    long before = collections();
    squeeze().act();
    assertTrue(collections() > before);
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  @Test
  void aValueThatAnotherSetsMeanwhileStays() throws Exception {
    inBetween = () -> options.values.put("MaxHeapFreeRatio", "60");
    counted().act();
    assertEquals("60", options.values.get("MaxHeapFreeRatio"));
    assertEquals("40", options.values.get("MinHeapFreeRatio"));
  }

  @Test
  void aSettingThatFailsIsUndone() throws Exception {
    options.refused = "10";
    Squeeze squeeze = squeeze();

    assertThrows(ReflectiveOperationException.class, squeeze::act);
    assertRestored(squeeze);
  }

  private void assertRestored(Squeeze squeeze) {
    assertEquals("40", options.values.get("MinHeapFreeRatio"));
    assertEquals("70", options.values.get("MaxHeapFreeRatio"));
    assertFalse(squeeze.isUnrestored());
  }

  @ParameterizedTest
  @CsvSource({"MaxHeapFreeRatio", "MinHeapFreeRatio"})
  void aRatioThatCannotBeReadIsRestoredLater(String ratio) throws Exception {
    inBetween = () -> options.unreadable = ratio;
    Squeeze squeeze = counted();
    assertThrows(ReflectiveOperationException.class, squeeze::act);
    assertEquals("the heap ratios of the last squeeze are not restored", squeeze.barred(now));

    options.unreadable = "";
    squeeze.restore();
    assertRestored(squeeze);
    assertNull(squeeze.barred(now));
  }

  @Test
  void aRatioThatCannotBeSetBackIsRestoredByTheNextAct() throws Exception {
    inBetween = () -> options.refused = "70";
    Squeeze squeeze = counted();
    assertThrows(ReflectiveOperationException.class, squeeze::act);

    inBetween = () -> {};
    options.refused = "";
    squeeze.act();
    assertRestored(squeeze);
  }
}
