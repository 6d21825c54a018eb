package io.github.headroom.agent.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.HistorySample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row of a history is what a sample is to the agent: verdict and times are the same. */
@Execution(ExecutionMode.CONCURRENT)
class SameForecastTest {

  private static final long MIB = 1 << 20;
  private static final Field[] COLUMNS = {
    Field.USAGE,
    Field.ACTIVE_FILE,
    Field.INACTIVE_FILE,
    Field.ANON,
    Field.SHMEM,
    Field.FILE,
    Field.FILE_DIRTY,
    Field.SLAB_RECLAIMABLE,
    Field.KERNEL,
    Field.SWAP_FREE,
    Field.LIMIT
  };

  @ParameterizedTest(name = "a row every {0} s")
  @ValueSource(ints = {1, 10, 30})
  void everyRowIsForecastAsTheAgentDoes(int step) throws Exception {
    Random random = new Random(5);
    StringBuilder csv = new StringBuilder("time");
    for (Field column : COLUMNS) {
      csv.append(',').append(column.name().toLowerCase(Locale.ROOT));
    }
    csv.append('\n');
    Outlook outlook = new Outlook();
    HistorySample sample = new HistorySample();
    List<String> expected = new ArrayList<>();
    int warned = 0;
    for (int i = 0; i < 7200 / step; i++) {
      double at = 1_790_000_000L + (double) i * step;
      csv.append((long) at);
      for (Field column : COLUMNS) {
        long value = value(column, (long) i * step, random);
        sample.set(column, value);
        csv.append(',').append(value);
      }
      csv.append('\n');
      if (i * step % 10 == 0) {
        outlook.full(sample.sample(), at);
      } else {
        outlook.fast(sample.sample(), at);
      }
      boolean time = outlook.hasTime();
      warned += time ? 1 : 0;
      expected.add(
          outlook.verdict().word()
              + (time
                  ? " " + number(outlook.lowSeconds()) + " " + number(outlook.midSeconds())
                  : ""));
    }
    assertTrue(warned > 10, expected::toString);
    assertEquals(expected, forecasts(csv.toString()));
  }

  private static String number(double seconds) {
    return Double.isInfinite(seconds) ? "" : Numbers.plain(seconds);
  }

  private static long value(Field column, long at, Random random) {
    long anon = 100 * MIB + at * 110_000;
    long shmem = 20 * MIB + at * 5_000;
    return switch (column) {
      case USAGE -> anon + shmem + 110 * MIB;
      case ACTIVE_FILE -> 60 * MIB;
      case INACTIVE_FILE -> 30 * MIB;
      case ANON -> anon + random.nextInt(1 << 20);
      case SHMEM -> shmem;
      case FILE -> shmem + 90 * MIB;
      case FILE_DIRTY -> random.nextInt(1 << 20);
      case SLAB_RECLAIMABLE -> 8 * MIB;
      case KERNEL -> 20 * MIB;
      case SWAP_FREE -> 0;
      default -> 1000 * MIB;
    };
  }

  private static List<String> forecasts(String csv) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    History history = new History("", new Forecasts(stream));
    HistoryFile.read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), history, null);
    history.end(false, false);
    List<String> found = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().skip(1).toList()) {
      String[] cells = line.split(",", -1);
      found.add(cells[5] + (cells[8].isEmpty() ? "" : " " + cells[7] + " " + cells[8]));
    }
    return found;
  }
}
