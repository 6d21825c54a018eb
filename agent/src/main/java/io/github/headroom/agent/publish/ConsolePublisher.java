package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.Sample;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Prints the points as text, one line each: {@code otel.metrics.exporter=console}. */
public final class ConsolePublisher implements Publisher, PointSink {

  private final PrintStream out;
  private final boolean jvm;
  private final @Nullable String previousExit;

  /**
   * @param previousExit as in {@link Observation}
   */
  public ConsolePublisher(PrintStream out, boolean jvm, @Nullable String previousExit) {
    this.out = out;
    this.jvm = jvm;
    this.previousExit = previousExit;
  }

  @Override
  public boolean publish(Sample sample, Figures figures, long exportsOk, long exportsFailed) {
    out.println("# headroom sample at " + sample.epochMillis() + " ms since 1970");
    Metric.all(
        new Observation(sample, figures, previousExit, exportsOk, 0, exportsFailed), jvm, this);
    out.flush();
    return true;
  }

  @Override
  public void whole(Metric metric, long value, Object... attributes) {
    line(metric, Long.toString(value), attributes);
  }

  @Override
  public void real(Metric metric, double value, Object... attributes) {
    line(metric, Double.toString(value), attributes);
  }

  @Override
  public void endOverdue(long now) {}

  @Override
  public void tryOnce() {}

  @Override
  public void shutdown() {}

  private void line(Metric metric, String value, Object... attributes) {
    StringBuilder line = new StringBuilder(metric.metricName());
    for (int i = 0; i < attributes.length; i += 2) {
      line.append(i == 0 ? '{' : ',').append(attributes[i]).append("=\"");
      line.append(Printable.piece(attributes[i + 1].toString()).replace("\"", "\\\"")).append('"');
    }
    line.append(attributes.length > 0 ? "} " : " ").append(value);
    out.println(line.append(' ').append(metric.unit()));
  }
}
