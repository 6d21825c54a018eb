package io.github.headroom.agent.backtest;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One life of a container: from its first row, or from a new start, to its end. The rows go through
 * the agent's own {@link Outlook} like samples, with a full pass at most every ten seconds.
 */
final class Life {

  /**
   * The default of headroom.slow.interval; a scrape that is less than half a second late is in
   * time.
   */
  private static final double FULL_SECONDS = 9.5;

  /** A container that holds less than this share of its earlier memory after a gap is a new one. */
  private static final double NEW_START = 0.5;

  private static final double HOUR_SECONDS = 3600;

  final Pace pace = new Pace();
  final Alarm headroom = new Alarm("Headroom", pace);
  final UsualRule[] rules = UsualRule.all(pace);
  final double begin;
  double last;
  long rows;

  /** Rows without a known headroom. */
  long unknownRows;

  /** Seconds of warnings with an hour or less to the kill, by the middle estimate. */
  double hourSeconds;

  /** Bytes: the smallest and the largest limit, 0 where there was none. */
  long leastLimit;

  long greatestLimit;
  boolean unlimited;
  End end = End.UNKNOWN;

  /** The missing columns and what was assumed for them; a sentence each, set at the end. */
  List<String> assumed = new ArrayList<>();

  /** The state of the forecast; null after the end of the life, whose warnings are kept. */
  private @Nullable Forecasting forecasting = new Forecasting();

  private static final class Forecasting {
    final Outlook outlook = new Outlook();
    final Container container = new Container();
    final Growers growers = new Growers();
  }

  private double lastFull = Double.NEGATIVE_INFINITY;
  private double start = Double.NaN;
  private double held = Double.NaN;
  private boolean nearGiven;
  private final long[] counters = new long[Row.FIELDS.length];
  private final boolean[] counted = new boolean[Row.FIELDS.length];

  Life(double begin) {
    this.begin = begin;
    this.last = begin;
  }

  /** Whether the row has more kills than the rows before. */
  boolean isKilledBy(Row row) {
    int at = Field.EVENTS_OOM_KILL.ordinal();
    return counted[at]
        && row.known(Field.EVENTS_OOM_KILL)
        && row.value(Field.EVENTS_OOM_KILL) > counters[at];
  }

  /**
   * Whether the row belongs to a new start of the container: its start time differs, one of its
   * counts fell to half or less, or after a gap it holds less than half of its earlier memory.
   */
  boolean isLeftBy(Row row) {
    if (!Double.isNaN(start) && !Double.isNaN(row.start) && row.start != start) {
      return true;
    }
    for (Field field : Row.FIELDS) {
      int at = field.ordinal();
      if (Column.isCounter(field) && counted[at] && row.known(field)) {
        if (row.value(field) < counters[at] * NEW_START) {
          return true;
        }
      }
    }
    double usual = pace.seconds();
    double holds = row.known(Field.ANON) ? row.value(Field.ANON) : row.workingSet();
    return !Double.isNaN(usual)
        && row.seconds - last > 3 * usual
        && holds < held * NEW_START; // false for NaN: not known
  }

  /** Adds the next row, which is later than the one before. */
  void add(Row row) {
    double step = row.seconds - last;
    boolean missing = rows > 0 && pace.add(step);
    double passed = rows == 0 ? 0 : missing ? pace.seconds() : step;
    rows++;
    last = row.seconds;
    remember(row);
    Container container = container();
    container.take(row);
    limits(container.sample());
    held = container.held();
    Outlook forecast = outlook();
    if (row.seconds - lastFull >= FULL_SECONDS) {
      lastFull = row.seconds;
      forecast.full(container.sample(), row.seconds);
    } else {
      forecast.fast(container.sample(), row.seconds);
    }
    now().growers.add(row);
    look(forecast, row.seconds, passed);
    double limit = limit(forecast.latest());
    for (UsualRule rule : rules) {
      rule.look(row.seconds, container.workingSet(), limit, passed);
    }
  }

  /** The forecast as of the last row; none after the end of the life. */
  Outlook outlook() {
    return now().outlook;
  }

  /** The sample of the last row; none after the end of the life. */
  Container container() {
    return now().container;
  }

  private Forecasting now() {
    if (forecasting == null) {
      throw new IllegalStateException("the life has ended");
    }
    return forecasting;
  }

  /** The culprit: an area of the forecast, or the column that grew most; null for none. */
  @Nullable String culprit() {
    Outlook forecast = outlook();
    MemoryArea area = forecast.culprit();
    if (area != null || !isWarning(forecast.verdict())) {
      return area == null ? null : area.word();
    }
    double back = forecast.hasTime() ? forecast.midSeconds() : HOUR_SECONDS;
    return now().growers.since(last, Math.max(FULL_SECONDS, back));
  }

  void end(End how) {
    end = how;
    headroom.end(how, last);
    for (UsualRule rule : rules) {
      rule.end(how, last);
    }
    assumed = Assumed.of(container());
    forecasting = null;
  }

  /** Whether the history counts kills, so that its end is known. */
  boolean countsKills() {
    return counted[Field.EVENTS_OOM_KILL.ordinal()];
  }

  private void remember(Row row) {
    for (Field field : Row.FIELDS) {
      if (Column.isCounter(field) && row.known(field)) {
        counters[field.ordinal()] = row.value(field);
        counted[field.ordinal()] = true;
      }
    }
    if (!Double.isNaN(row.start)) {
      start = row.start;
    }
  }

  private void limits(Sample sample) {
    if (sample.known(Field.LIMIT)) {
      long limit = sample.value(Field.LIMIT);
      leastLimit = leastLimit == 0 ? limit : Math.min(leastLimit, limit);
      greatestLimit = Math.max(greatestLimit, limit);
    } else if (sample.state(Field.LIMIT) == State.UNLIMITED) {
      unlimited = true;
    }
  }

  private static double limit(Figures figures) {
    return figures.known(Figure.EFFECTIVE_LIMIT)
        ? figures.whole(Figure.EFFECTIVE_LIMIT)
        : Double.NaN;
  }

  static boolean isWarning(Verdict verdict) {
    return verdict == Verdict.GROWING || verdict == Verdict.SPIKE || verdict == Verdict.THRASHING;
  }

  private void look(Outlook forecast, double seconds, double passed) {
    hourSeconds += nearGiven ? passed : 0;
    nearGiven = forecast.hasTime() && forecast.midSeconds() <= HOUR_SECONDS;
    if (!forecast.latest().known(Figure.HEADROOM_EXPECTED)) {
      unknownRows++;
    }
    if (forecast.verdict() == Verdict.UNKNOWN && headroom.standing() != null) {
      return; // an unreadable row ends no warning
    }
    Warning begun = headroom.look(isWarning(forecast.verdict()), seconds, passed);
    if (begun != null) {
      begun.verdict = forecast.verdict().word();
      begun.culprit = culprit();
      begun.evidence = forecast.evidence();
      begun.hasTime = forecast.hasTime();
      if (begun.hasTime) {
        begun.low = forecast.lowSeconds();
        begun.mid = forecast.midSeconds();
        begun.high = forecast.highSeconds();
      }
      begun.hasProbability = forecast.hasProbability();
      if (begun.hasProbability) {
        begun.within10Minutes = forecast.killProbability(10 * 60);
        begun.within1Hour = forecast.killProbability(60 * 60);
        begun.within24Hours = forecast.killProbability(24 * 60 * 60);
      }
    }
    Warning standing = headroom.standing();
    if (standing != null && standing.culprit == null) {
      standing.culprit = culprit();
    }
  }
}
