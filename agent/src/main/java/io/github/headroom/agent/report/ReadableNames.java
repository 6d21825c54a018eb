package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.Printable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Areas, exits, verdicts and times in words for a reader. Metrics and JSON keep their keys. */
final class ReadableNames {

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private ReadableNames() {}

  static String of(MemoryArea area) {
    switch (area) {
      case JAVA_HEAP:
        return "Java heap";
      case METASPACE:
        return "class metadata (metaspace)";
      case CODE_CACHE:
        return "compiled code";
      case THREAD_STACKS:
        return "thread stacks";
      case GC:
        return "tables of the garbage collector";
      case DIRECT_BUFFERS:
        return "direct byte buffers";
      case JVM_OTHER:
        return "other memory of the JVM";
      case NATIVE_OTHER:
        return "native memory outside the JVM";
      case OTHER_PROCESSES:
        return "other processes in the container";
      case SHARED_MEMORY:
        return "shared memory and tmpfs files";
      case KERNEL:
        return "kernel memory";
      case FILE_CACHE:
      default:
        return "page cache";
    }
  }

  /** The exit and its certainty. */
  static String of(RecordingSummary summary) {
    if (summary.life == Life.RUNNING) {
      return "The JVM is running";
    }
    if (summary.life == Life.UNDECIDED) {
      return "The JVM may be running";
    }
    Certainty certainty = summary.ending.certainty();
    return exit(summary.ending.exit())
        + (certainty == Certainty.UNKNOWN ? "" : " (" + certainty.word() + ")");
  }

  private static String exit(Exit exit) {
    switch (exit) {
      case CLEAN:
        return "Shut down in order";
      case TERMINATED:
        return "Ended by the agent before an expected OOM kill";
      case OOM_KILL:
        return "Killed by the OOM killer";
      case KILLED:
        return "Killed by SIGKILL, not by the OOM killer";
      case CRASH:
        return "The JVM crashed";
      case NODE_GONE:
        return "The machine restarted, or this is another one";
      case UNKNOWN:
      case NONE:
      default:
        return "How it ended is not known";
    }
  }

  /** The verdict of a recorded word, which may be one of a newer agent. */
  static String verdict(String word) {
    for (Verdict verdict : Verdict.values()) {
      if (verdict.word().equals(word)) {
        return of(verdict);
      }
    }
    return word.isEmpty() ? "not known" : Printable.piece(word);
  }

  private static String of(Verdict verdict) {
    switch (verdict) {
      case FITS:
        return "fits in the limit";
      case CANNOT_FIT:
        return "the JVM's flags allow more than the limit";
      case GROWING:
        return "growing towards the limit";
      case SPIKE:
        return "sudden rise towards the limit";
      case THRASHING:
        return "thrashing: tasks wait for memory";
      case UNKNOWN:
      default:
        return "not known yet";
    }
  }

  /**
   * The reason of a verdict. The key of an area at its beginning is replaced by the readable name.
   */
  static String reason(String evidence) {
    for (MemoryArea area : MemoryArea.values()) {
      String grows = area.word() + " grows by ";
      if (evidence.startsWith(grows)) {
        return of(area) + ": growth of " + evidence.substring(grows.length());
      }
    }
    return evidence;
  }

  /** The cause. The key of its area is replaced by the readable name. */
  static String cause(String sentence) {
    for (MemoryArea area : MemoryArea.values()) {
      String key = area.word() + ": ";
      if (sentence.startsWith(key)) {
        return capital(of(area)) + ": " + sentence.substring(key.length());
      }
    }
    return sentence;
  }

  static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** A duration in its two largest units. */
  static String duration(double seconds) {
    long whole = Math.max(0, Math.round(seconds));
    if (whole < MINUTE) {
      return whole + " s";
    }
    if (whole < HOUR) {
      return two(whole, MINUTE, " min", 1, " s");
    }
    return whole < DAY ? two(whole, HOUR, " h", MINUTE, " min") : two(whole, DAY, " d", HOUR, " h");
  }

  private static String two(long seconds, long large, String name, long small, String smallName) {
    long rest = seconds % large / small;
    return seconds / large + name + (rest == 0 ? "" : " " + rest + smallName);
  }

  /** A time as ISO 8601 in UTC; "not known" for null. */
  static String instant(@Nullable Long epochMillis) {
    return epochMillis == null ? "not known" : Instant.ofEpochMilli(epochMillis).toString();
  }

  /** The date in UTC: 2026-11-30. */
  static String date(long epochMillis) {
    String instant = Instant.ofEpochMilli(epochMillis).toString();
    return instant.substring(0, instant.indexOf('T'));
  }

  /** The time in UTC: 13:28:23. */
  static String clock(long epochMillis) {
    String instant = Instant.ofEpochMilli(epochMillis).toString();
    int start = instant.indexOf('T') + 1;
    return instant.substring(start, start + 8);
  }
}
