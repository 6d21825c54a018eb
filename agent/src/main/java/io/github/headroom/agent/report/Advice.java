package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.HeapAndLimit;
import io.github.headroom.agent.derive.Remedy;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.sample.Field;
import java.util.ArrayList;
import java.util.List;

/** Advises what to change, with the recording's own numbers. */
final class Advice {

  private final RecordingSummary summary;
  private final List<String> sentences = new ArrayList<>();

  private Advice(RecordingSummary summary) {
    this.summary = summary;
  }

  /**
   * The advice for the recorded end. After an OOM kill, or an end by the agent before one: what
   * prevents it. After a crash with a full heap: a larger heap, because the observed size was not
   * enough. Otherwise the size that fits, where it is known.
   */
  static List<String> of(RecordingSummary summary) {
    Advice advice = new Advice(summary);
    MemoryArea culprit = summary.culprit();
    Exit exit = summary.ending.exit();
    if (exit.isByTheLimit()) {
      if (culprit == MemoryArea.JAVA_HEAP || summary.verdict.equals(Verdict.CANNOT_FIT.word())) {
        advice.fit();
      }
      if (culprit != null) {
        advice.sentences.add(Remedy.of(culprit, summary.last));
      }
    } else if (exit == Exit.CRASH && summary.heapWasFull) {
      advice.fullHeap();
    } else if (exit != Exit.CRASH && summary.figures.known(Figure.SIZING_LIMIT)) {
      advice.sentences.add(HeapAndLimit.size(summary.figures));
    }
    return advice.sentences;
  }

  private void fullHeap() {
    boolean known = summary.figures.known(Figure.LARGEST_HEAP);
    long room = known ? summary.figures.whole(Figure.LARGEST_HEAP) : 0;
    long most = summary.last.known(Field.HEAP_MAX) ? summary.last.value(Field.HEAP_MAX) : 0;
    sentences.add(
        "the Java heap was full"
            + (most > 0 ? ", at " + Bytes.mebibytes(most) : "")
            + ": it needs a larger -Xmx, or less must live in it"
            + " (-XX:+HeapDumpOnOutOfMemoryError shows what does)"
            + (most > 0 && room > most
                ? "; the limit has room for -Xmx" + (room >> 20) + "m"
                : ""));
  }

  private void fit() {
    if (!summary.figures.known(Figure.CANNOT_FIT_BY)) {
      return;
    }
    sentences.add(
        "what the flags allow does not fit, by "
            + figure(Figure.CANNOT_FIT_BY)
            + ": raise the limit to "
            + figure(Figure.DEMAND)
            + (summary.figures.known(Figure.LARGEST_HEAP)
                ? ", or set -Xmx" + (summary.figures.whole(Figure.LARGEST_HEAP) >> 20) + "m"
                : ""));
  }

  private String figure(Figure figure) {
    return Bytes.mebibytes(summary.figures.whole(figure));
  }
}
