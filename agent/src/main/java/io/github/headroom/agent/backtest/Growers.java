package io.github.headroom.agent.backtest;

import io.github.headroom.agent.sample.Field;
import org.jspecify.annotations.Nullable;

/**
 * The column that grew most. The forecast knows areas of a JVM, of which a history of a container
 * has at most two. It keeps 256 instants of a life, at growing distances.
 */
final class Growers {

  private static final int LENGTH = 256;
  private static final Field[] FIELDS = {Field.ANON, Field.SHMEM, Field.KERNEL};
  private static final String[] WORDS = {"anon", "shared_memory", "kernel"};

  private final double[] seconds = new double[LENGTH];
  private final double[][] values = new double[FIELDS.length][LENGTH];
  private final double[] now = new double[FIELDS.length];
  private int count;
  private double apart;

  void add(Row row) {
    for (int i = 0; i < FIELDS.length; i++) {
      now[i] = row.known(FIELDS[i]) ? row.value(FIELDS[i]) : Double.NaN;
    }
    if (count > 0 && row.seconds - seconds[count - 1] < apart) {
      return;
    }
    if (count == LENGTH) {
      thinOut();
    }
    seconds[count] = row.seconds;
    for (int i = 0; i < FIELDS.length; i++) {
      values[i][count] = now[i];
    }
    count++;
  }

  private void thinOut() {
    for (int at = 0; at < LENGTH; at += 2) {
      seconds[at / 2] = seconds[at];
      for (int i = 0; i < FIELDS.length; i++) {
        values[i][at / 2] = values[i][at];
      }
    }
    count = LENGTH / 2;
    apart = 2 * (seconds[count - 1] - seconds[0]) / LENGTH;
  }

  /** The column that grew most in the last {@code back} seconds; null where none grew. */
  @Nullable String since(double atSeconds, double back) {
    int at = count - 1;
    while (at > 0 && seconds[at] > atSeconds - back) {
      at--;
    }
    String most = null;
    double grown = 0;
    for (int i = 0; at >= 0 && i < FIELDS.length; i++) {
      double more = now[i] - values[i][at];
      if (more > grown) {
        grown = more;
        most = WORDS[i];
      }
    }
    return most;
  }
}
