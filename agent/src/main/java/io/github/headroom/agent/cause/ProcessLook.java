package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.ProcessFiles;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which of the cgroup's other processes grow: the three that have grown most, by their names. */
final class ProcessLook implements Look {

  private static final int NAMED = 3;

  /** A process that has grown by less than that share of what the first has is not named. */
  private static final int SHARE = 8;

  /** Clock ticks a second as /proc has them: USER_HZ, 100 on all machines of today. */
  private static final double TICKS_A_SECOND = 100;

  private final Path root;
  private final double started;

  /**
   * @param started when this JVM was, by the clock of the looks, seconds
   */
  ProcessLook(Path root, double started) {
    this.started = started;
    this.root = root;
  }

  @Override
  public @Nullable Finding look(Sample now, Sample before, double seconds, double clock) {
    Rows rows = now.otherProcesses();
    boolean[] named = new boolean[rows.size()];
    StringBuilder text = new StringBuilder();
    String first = null;
    Change change = null;
    for (int i = 0; i < NAMED; i++) {
      int row = grownMost(rows, before.otherProcesses(), named);
      if (row < 0) {
        break;
      }
      named[row] = true;
      String pid = rows.name(row);
      String name = ProcessName.of(root.resolve("proc").resolve(pid));
      if (name == null) {
        continue; // it has ended since
      }
      long was = isOlder(pid, clock - started - seconds) ? size(before.otherProcesses(), pid) : 0;
      long is = size(rows, row);
      if (change == null) {
        first = name;
        change = new Change("By", was, is, seconds);
        text.append(name).append(" (pid ").append(pid).append(") ");
        text.append(Amounts.bytes(was, is)).append(' ').append(Amounts.span(seconds));
      } else if (is - was >= (change.now() - change.before()) / SHARE) {
        text.append(", ").append(name).append(" (pid ").append(pid).append(") +");
        text.append(Bytes.mebibytes(is - was));
      }
    }
    if (first == null) {
      return null;
    }
    if (now.known(Field.OTHER_PROCESSES)) {
      long count = now.value(Field.OTHER_PROCESSES);
      long counted =
          before.known(Field.OTHER_PROCESSES) ? before.value(Field.OTHER_PROCESSES) : count;
      text.append("; ");
      text.append(count > counted ? Amounts.counts(counted, count) : Amounts.count(count));
      text.append(count == 1 && counted >= count ? " process" : " processes");
    }
    return new Finding(MemoryArea.OTHER_PROCESSES, "process", first, change, text.toString());
  }

  /** The row that has grown most of those that are not named yet; -1 where none has grown. */
  private static int grownMost(Rows rows, Rows before, boolean[] named) {
    int most = -1;
    long by = 0;
    for (int row = 0; row < rows.size(); row++) {
      long grown = named[row] ? 0 : size(rows, row) - size(before, rows.name(row));
      if (grown > by) {
        most = row;
        by = grown;
      }
    }
    return most;
  }

  private static long size(Rows rows, String pid) {
    int row = rows.indexOf(pid);
    return row < 0 ? 0 : size(rows, row);
  }

  /** Bytes of its own, in memory and in swap; 0 where it does not let them be read. */
  private static long size(Rows rows, int row) {
    long size = 0;
    if (rows.known(row, Sample.OTHER_RSS_ANON)) { // 4.5+
      size = rows.value(row, Sample.OTHER_RSS_ANON);
    } else if (rows.known(row, Sample.OTHER_RSS)) {
      size = rows.value(row, Sample.OTHER_RSS);
    }
    return rows.known(row, Sample.OTHER_SWAP) ? size + rows.value(row, Sample.OTHER_SWAP) : size;
  }

  /**
   * Whether the process was started before that time: else a row of before with its number is
   * another one's. Held against the start of this process, since a container may be shown a
   * /proc/uptime of its own (lxcfs). What cannot be read is not older.
   *
   * @param uptime of this JVM at that time, seconds
   */
  private boolean isOlder(String pid, double uptime) {
    Double other = started(pid);
    Double own = started("self");
    return other != null && own != null && other - own <= uptime;
  }

  /** Seconds from the boot to its start; null: not known, or it has ended. */
  private @Nullable Double started(String process) {
    String ticks = ProcessFiles.startTicks(root, process);
    try {
      return ticks == null ? null : (Double) (Long.parseLong(ticks) / TICKS_A_SECOND);
    } catch (NumberFormatException e) { // a text of another shape
      return null;
    }
  }
}
