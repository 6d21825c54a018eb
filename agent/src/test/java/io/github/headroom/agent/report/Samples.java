package io.github.headroom.agent.report;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;

/** All values of a sample as text, for comparing. */
final class Samples {

  private Samples() {}

  static String text(Sample sample) {
    StringBuilder text = new StringBuilder();
    text.append(sample.epochMillis()).append(' ').append(sample.durationNanos()).append('\n');
    for (Field field : Field.values()) {
      text.append(field).append(' ').append(SampleBuilder.valueOf(sample, field)).append('\n');
    }
    rows(text, sample.heapPools(), 4);
    rows(text, sample.otherPools(), 4);
    rows(text, sample.buffers(), 3);
    rows(text, sample.collectors(), 2);
    rows(text, sample.nativeMemory(), 3);
    rows(text, sample.ancestors(), Sample.ANCESTOR_COLUMNS);
    rows(text, sample.otherProcesses(), 7);
    return text.toString();
  }

  private static void rows(StringBuilder text, Rows rows, int columns) {
    for (int row = 0; row < rows.size(); row++) {
      text.append(rows.name(row));
      for (int column = 0; column < columns; column++) {
        text.append(' ').append(rows.state(row, column));
        text.append(rows.known(row, column) ? " " + rows.value(row, column) : "");
      }
      text.append('\n');
    }
  }
}
