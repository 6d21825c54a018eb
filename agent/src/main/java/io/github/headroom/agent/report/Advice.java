package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Remedy;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What to change, with the recording's own numbers. */
final class Advice {

  private final Story story;
  private final List<String> sentences = new ArrayList<>();

  private Advice(Story story) {
    this.story = story;
  }

  /** Nothing where memory was not what ended it. */
  static List<String> of(Story story) {
    Advice advice = new Advice(story);
    MemoryArea culprit = story.culprit();
    if (story.ending.exit().equals(Ending.OOM_KILL)) {
      if (culprit == MemoryArea.JAVA_HEAP || story.verdict.equals(Verdict.CANNOT_FIT.word())) {
        advice.fit();
      }
      if (culprit != null) {
        advice.sentences.add(Remedy.of(culprit, story.last));
      }
    }
    return advice.sentences;
  }

  private void fit() {
    if (!story.figures.known(Figure.CANNOT_FIT_BY)) {
      return;
    }
    sentences.add(
        "what the flags allow does not fit, by "
            + figure(Figure.CANNOT_FIT_BY)
            + ": raise the limit to "
            + figure(Figure.DEMAND)
            + (story.figures.known(Figure.LARGEST_HEAP)
                ? ", or set -Xmx" + (story.figures.whole(Figure.LARGEST_HEAP) >> 20) + "m"
                : ""));
  }

  private String figure(Figure figure) {
    return Bytes.mebibytes(story.figures.whole(figure));
  }
}
