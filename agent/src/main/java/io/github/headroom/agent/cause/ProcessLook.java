package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.ProcessFiles;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Names the three other processes of the cgroup that have grown most. */
final class ProcessLook implements Look {

  private static final int NAMED = 3;

  /** A further process is named with at least 1/n of the growth of the first. */
  private static final int SHARE = 8;

  /** Clock ticks a second in /proc (USER_HZ), 100 on today's machines. */
  private static final double TICKS_A_SECOND = 100;

  private final Path root;
  private final double started;

  /**
   * @param started start of this JVM, seconds by the clock of the looks
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
        continue; // the process has ended
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

  /** The row that has grown most and is not named yet; -1 where none has grown. */
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

  /** Anonymous bytes in memory and in swap; 0 where the process does not permit to read them. */
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
   * Whether the process started before that time. If not, an earlier row with its pid belongs to
   * another process. The start of this process is the reference, since lxcfs gives a container a
   * /proc/uptime of its own. False where a start time cannot be read.
   *
   * @param uptime uptime of this JVM at that time, seconds
   */
  private boolean isOlder(String pid, double uptime) {
    Double other = started(pid);
    Double own = started("self");
    return other != null && own != null && other - own <= uptime;
  }

  /** Seconds from the boot to the start of the process; null where not known, or it has ended. */
  private @Nullable Double started(String process) {
    String ticks = ProcessFiles.startTicks(root, process);
    try {
      return ticks == null ? null : (Double) (Long.parseLong(ticks) / TICKS_A_SECOND);
    } catch (NumberFormatException e) { // /proc has no number there
      return null;
    }
  }
}
