package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The area that the agent's forecast named last, and the causes that the agent reported by area.
 */
final class NamedCulprit {

  /** As in the agent: a cause is dropped when growth has been over for this many seconds. */
  private static final double OVER_SECONDS = 60;

  private final Map<MemoryArea, String> causes = new EnumMap<>(MemoryArea.class);
  private String named = "";
  private double namedSeconds;
  private boolean grew;
  private double grewSeconds;

  /** Whether a verdict is one of growth. */
  static boolean grows(String verdict) {
    return verdict.equals(Verdict.GROWING.word()) || verdict.equals(Verdict.SPIKE.word());
  }

  /** Takes in the verdict and the culprit of a sample. */
  void sample(Entry entry) {
    if (grows(entry.verdict) || (grew && entry.verdict.equals(Verdict.THRASHING.word()))) {
      grew = true;
      grewSeconds = entry.seconds;
    } else if (grew && entry.seconds - grewSeconds >= OVER_SECONDS) {
      grew = false;
      causes.clear();
    }
    if (!entry.culprit.isEmpty() && !isHeapThatCannotFit(entry)) {
      named = entry.culprit;
      namedSeconds = entry.seconds;
    }
  }

  /** For a heap that cannot fit, the culprit is its possible size, not its current size. */
  private static boolean isHeapThatCannotFit(Entry entry) {
    return entry.verdict.equals(Verdict.CANNOT_FIT.word())
        && entry.culprit.equals(MemoryArea.JAVA_HEAP.word());
  }

  /**
   * Takes in the sentence of a cause event. Growth counts from then on, also without a warning.
   *
   * @param seconds the samples' clock at the last sample before it
   */
  void cause(String sentence, double seconds) {
    grew = true;
    grewSeconds = seconds;
    for (MemoryArea area : MemoryArea.values()) {
      boolean own = sentence.startsWith(area.word());
      if (area.isOf(sentence) && (own || !causes.containsKey(area))) {
        causes.put(area, sentence);
      }
    }
  }

  /**
   * The area that the forecast named last.
   *
   * @param endedSeconds when the recording ends, by the samples' clock
   * @return null where no area was named in the last ten minutes
   */
  @Nullable MemoryArea area(double endedSeconds) {
    for (MemoryArea area : MemoryArea.values()) {
      if (area.word().equals(named) && endedSeconds - namedSeconds <= LedgerGrowth.SECONDS) {
        return area;
      }
    }
    return null;
  }

  /** The last reported cause of growth in that area; empty where there is none. */
  String cause(MemoryArea area) {
    String cause = causes.get(area);
    return cause == null ? "" : cause;
  }
}
