package io.github.headroom.agent.derive.forecast;

import org.jspecify.annotations.Nullable;

/**
 * The one line of growth that is believed, from windows ({@link Growth}), or else from one day or
 * week to the next ({@link Season}). Rate, culprit and times all belong to this line.
 */
final class BelievedLine {

  /** The line changes from days to windows after so many ticks with growth in windows. */
  private static final int TICKS_TO_CHANGE = 3;

  /** The chance of growth whose span is half of the time left, with no rise of its kind before. */
  private static final double NO_BURST = 1 / 3.0;

  /**
   * Growth of this length is as likely a burst as a leak, seconds: jobs and reports take minutes,
   * leaks take hours and days.
   */
  static final double BURST_SECONDS = 3600;

  private final FloorHistory history;
  private final AreaTrends areas;
  private final Growth growth;
  private final FirstPassage passage = new FirstPassage();
  private final Line line = new Line();
  private final Times times = new Times();

  private @Nullable MemoryArea culprit;
  private double share;
  private double seconds;
  private double belief;

  /** The season whose growth the line is; null for a line of windows. */
  private @Nullable Season season;

  /** The number of ticks in a row with growth in windows, up to {@link #TICKS_TO_CHANGE}. */
  private int ofWindows;

  BelievedLine(FloorHistory history, AreaTrends areas, Growth growth) {
    this.history = history;
    this.areas = areas;
    this.growth = growth;
  }

  /**
   * Looks for the line at this tick; without one the last line stays.
   *
   * @param wanted the least probability that it goes on to the end
   * @param ease 1 to find growth, more to lose it
   */
  boolean find(Tick tick, double wanted, double ease) {
    if (growth.find(history.scales, tick, history.floor(), ease)) {
      Line longest = growth.longest();
      Line present = present(longest);
      double slope = Math.min(longest.slope, present.slope);
      double goesOn =
          history.chance(longest.slope, longest.span, left(longest, slope))
              * growth.goesOn(history.scales, history.now(), history.floor());
      if (goesOn >= wanted && reaches(longest)) {
        ofWindows = Math.min(ofWindows + 1, TICKS_TO_CHANGE);
        if (season == null || ofWindows == TICKS_TO_CHANGE || !findSeason(wanted)) {
          setWindows(longest, present, goesOn);
        }
        return true;
      }
    }
    ofWindows = 0;
    return findSeason(wanted);
  }

  private void setWindows(Line longest, Line present, double goesOn) {
    season = null;
    belief = goesOn;
    seconds = longest.span;
    line.copyFrom(present);
    if (culprit == MemoryArea.JAVA_HEAP && heapGrowsNow(longest)) {
      line.riseTo(areas.withLiveHeap(longest.slope), longest);
    }
    share = culprit == null ? 1 : Math.min(1, areas.rate(culprit) / longest.slope);
    Season growing = growingSeason();
    if (growing != null) {
      blameDays(growing);
    }
  }

  /**
   * The present growth. It is the longest line where the present growth is faster and as short as
   * bursts that came back: one more of them is no new pace.
   */
  private Line present(Line longest) {
    double headroom = history.headroom();
    Line present = growth.present(history.scales, headroom);
    boolean isBurst =
        present.slope > longest.slope
            && history.chance(present.slope, present.span, headroom / present.slope) < NO_BURST;
    return isBurst ? longest : present;
  }

  /**
   * Seconds until the end with even odds. For a line that may be a burst only the headroom counts.
   * The longer the line has lasted, the more what comes and goes on top of it counts as well.
   */
  private double left(Line longest, double slope) {
    double alone = history.headroom() / slope;
    double sooner = 0;
    if (longest.span > BURST_SECONDS) {
      passage.look(history.scales, longest, history.now(), history.floor(), history.end(), times);
      sooner = (1 - BURST_SECONDS / longest.span) * Math.max(0, alone - times.quantile(0.5));
    }
    return alone - sooner + history.doubtful() / 2 / slope;
  }

  /** Whether the ceilings of the areas allow growth to the end. */
  private boolean reaches(Line candidate) {
    look(candidate);
    return areas.reach(history.headroom(), candidate.slope);
  }

  /** Whether the heap's resident memory grows now. Between two enlargements it does not. */
  private boolean heapGrowsNow(Line longest) {
    look(line);
    boolean grows = culprit == MemoryArea.JAVA_HEAP;
    look(longest);
    return grows;
  }

  private void look(Line of) {
    areas.look(history.now(), of);
    culprit = areas.fastest();
  }

  private boolean findSeason(double wanted) {
    Season growing = growingSeason();
    if (growing == null) {
      return false;
    }
    double now = history.now();
    double known = growing.seen(now);
    double goesOn = known / (known + growing.secondsUntil(history.end(), growing.slope(), now));
    if (goesOn < wanted) {
      return false;
    }
    season = growing;
    belief = goesOn;
    seconds = known;
    line.setSeason(growing, known, history.floor(), now);
    blameDays(growing);
    return true;
  }

  /** The season that grows: the day, or else the week; null where none grows. */
  private @Nullable Season growingSeason() {
    double floor = history.floor();
    Season day = history.day;
    Season week = history.week;
    if (day.grows() && day.slope() > 0 && !day.heldMore(floor)) {
      return day;
    }
    return week.grows() && week.slope() > 0 && !week.heldMore(floor) ? week : null;
  }

  /** The culprit is the area that grows from day to day, not one that comes and goes in a day. */
  private void blameDays(Season growing) {
    areas.lookAtDays(history.now(), growing.slope());
    culprit = areas.fastest();
    share = culprit == null ? 1 : Math.min(1, areas.rate(culprit) / line.slope);
  }

  /** Computes the times of the end, for {@link #times}. */
  void findTimes() {
    if (season != null) {
      season.look(history.end(), history.now(), times);
    } else {
      passage.look(history.scales, line, history.now(), history.floor(), history.end(), times);
    }
  }

  /** The times of the end, as of the last {@link #findTimes}. */
  Times times() {
    return times;
  }

  Line line() {
    return line;
  }

  /** The area that grows most; null where none is identified. */
  @Nullable MemoryArea culprit() {
    return culprit;
  }

  /** The culprit's growth, bytes per second; the line's where there is no culprit. */
  double rate() {
    return share * line.slope;
  }

  /** For how long the growth was observed, seconds. */
  double seconds() {
    return seconds;
  }

  /** The probability that it goes on to the end, 0 to 1. */
  double belief() {
    return belief;
  }
}
