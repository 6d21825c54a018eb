package io.github.headroom.it.scenes;

import java.util.ArrayList;
import java.util.List;

/**
 * A victim at a place: data, from which a run makes a directory of evidence.
 *
 * @param java feature version of the JVM
 */
public record Scene(Victim victim, Place place, Collector collector, int java) {

  /** The JVM that is taken unless a scene is about others. */
  public static final int JAVA = Runtime.version().feature();

  /** As in {@code 6.1-swap-HeapHog-g1}; the name of its directory too. */
  public String name() {
    boolean one = victim.collectors().size() == 1 && collector == victim.collectors().get(0);
    return place.key()
        + "-"
        + victim.key()
        + (one ? "" : "-" + collector.key())
        + (java == JAVA ? "" : "-java" + java);
  }

  /** Bytes of the group whose limit binds. */
  public long limit() {
    // ZGC's heap is shared memory in units of 2 MiB, beside more threads.
    return victim.limit() + (collector == Collector.ZGC ? 64 * Victim.MIB : 0);
  }

  /** memory.high of the arrangement: hogs are stopped well below the limit. */
  long high() {
    return limit() / 100 * (victim.dies() ? 75 : 95);
  }

  /** The export interval: of one that takes minutes, what the agent's own sampling is. */
  long tickMillis() {
    return victim.takesMinutes() ? 1000 : place.tickMillis();
  }

  public long rate() {
    return victim.rate().at(place);
  }

  Outcome outcome() {
    boolean shrinks = victim.key().equals("LimitShrinker");
    if (place.arrangement() == Arrangement.HIGH && victim.dies() && !shrinks) {
      return Outcome.THROTTLED;
    }
    if (place.arrangement() == Arrangement.OOM_GROUP && victim.dies()) {
      return Outcome.KILLED; // the whole group
    }
    return victim.outcome();
  }

  /** JVM options but for the agent. */
  public List<String> options() {
    List<String> options = new ArrayList<>(collector.options());
    if (collector == Collector.ZGC) {
      // No generations, and pages for arrays of 1 MiB that are up to 1/32 of the largest heap: each
      // is charged at once.
      for (String option : victim.heap()) {
        if (!option.startsWith("-Xmn")) {
          options.add(option.equals("-Xmx1g") ? "-Xmx224m" : option);
        }
      }
      if (victim.dies()) {
        // A JVM that does not see its limit begins with a 64th of the machine.
        options.add("-Xms16m");
      }
    } else if (collector != Collector.DEFAULT) {
      options.addAll(victim.heap());
    }
    return options;
  }

  @Override
  public String toString() {
    return name();
  }
}
