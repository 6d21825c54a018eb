package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CounterHistoryTest {

  private static final Object[] NONE = {};

  @Test
  void cumulativePublishesTheValueSinceTheFirstExport() {
    CounterHistory history = new CounterHistory(false);
    history.begin(100);
    assertEquals("5 since 100", next(history, 5));
    history.begin(200);
    assertEquals("8 since 100", next(history, 8));
    history.begin(300);
    assertEquals("8 since 100", next(history, 8));
  }

  @Test
  void cumulativeStartsAnewAtThePreviousExportWhereTheValueFell() {
    CounterHistory history = new CounterHistory(false);
    history.begin(100);
    next(history, 50);
    history.begin(200);
    next(history, 60);
    history.begin(300);
    assertEquals("3 since 200", next(history, 3));
    history.begin(400);
    assertEquals("9 since 200", next(history, 9));
  }

  @Test
  void aCumulativeSeriesThatComesLaterStartsWithTheAgent() {
    CounterHistory history = new CounterHistory(false);
    history.begin(100);
    history.begin(200);
    assertEquals("4 since 100", next(history, 4));
  }

  @Test
  void deltaKeepsTheFirstValueAndPublishesTheGrowth() {
    CounterHistory history = new CounterHistory(true);
    history.begin(100);
    assertEquals("nothing", next(history, 1000));
    history.begin(200);
    assertEquals("7 since 100", next(history, 1007));
    history.begin(300);
    assertEquals("0 since 200", next(history, 1007));
  }

  @Test
  void deltaPublishesNothingForAFallingValueAndThenTheGrowth() {
    CounterHistory history = new CounterHistory(true);
    history.begin(100);
    next(history, 1000);
    history.begin(200);
    assertEquals("nothing", next(history, 3));
    history.begin(300);
    assertEquals("2 since 200", next(history, 5));
  }

  @Test
  void aClockThatIsSetBackMovesTheStartBackWithIt() {
    CounterHistory history = new CounterHistory(false);
    history.begin(500);
    next(history, 1);
    history.begin(200);
    assertEquals("2 since 200", next(history, 2));
    assertEquals(200, history.start());
    history.begin(300);
    assertEquals("3 since 200", next(history, 3));
  }

  @Test
  void aDeltaOverAClockThatIsSetBackDoesNotStartAfterItsEnd() {
    CounterHistory history = new CounterHistory(true);
    history.begin(500);
    next(history, 1);
    history.begin(200);
    assertEquals("1 since 200", next(history, 2));
  }

  @Test
  void seriesOfOneMetricAreKeptApartByTheirAttributes() {
    CounterHistory history = new CounterHistory(true);
    history.begin(100);
    history.next(Metric.MEMORY_EVENTS, new Object[] {"event", "oom"}, 10);
    history.next(Metric.MEMORY_EVENTS, new Object[] {"event", "max"}, 20);
    history.begin(200);
    history.next(Metric.MEMORY_EVENTS, new Object[] {"event", "oom"}, 11);
    assertEquals(1, history.pointValue());
    history.next(Metric.MEMORY_EVENTS, new Object[] {"event", "max"}, 25);
    assertEquals(5, history.pointValue());
  }

  @Test
  void metricsWithTheSameAttributesAreKeptApart() {
    CounterHistory history = new CounterHistory(true);
    history.begin(100);
    history.next(Metric.JVM_GC_TIME, NONE, 10);
    history.next(Metric.JVM_GC_COLLECTIONS, NONE, 20);
    history.begin(200);
    history.next(Metric.JVM_GC_TIME, NONE, 13);
    assertEquals(3, history.pointValue());
  }

  private static String next(CounterHistory history, double value) {
    return history.next(Metric.MEMORY_EVENTS, NONE, value)
        ? (long) history.pointValue() + " since " + history.pointStart()
        : "nothing";
  }
}
