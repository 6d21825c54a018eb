package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Derives the ticks of a recording again and prints the differences from the recorded verdicts. The
 * forecast depends on earlier ticks: after a gap, where a ring was overwritten, it starts again and
 * needs time to reach the same result.
 */
public final class Replay {

  private static final int MOST_LINES = 50;

  private Outlook outlook = new Outlook();
  private int samples;
  private int differences;
  private int gaps;

  private Replay() {}

  public static void print(Path file, PrintStream out) throws IOException {
    Replay replay = new Replay();
    try (Recording recording = Recording.open(file)) {
      Entry entry = new Entry();
      long expected = 1;
      for (int i = 0; i < recording.size(); i++) {
        if (recording.sequence(i) != expected) {
          replay.gap(recording.sequence(i) - expected, out);
        }
        expected = recording.sequence(i) + 1;
        if (recording.read(i, entry)) {
          if (entry.isSample() && entry.tablesKnown && entry.taken) {
            replay.tick(entry, out);
          }
        } else {
          replay.inherit(recording.shape(i));
        }
      }
    }
    out.println(
        replay.samples
            + " samples, "
            + replay.gaps
            + " gaps, "
            + replay.differences
            + " differ from what was recorded");
  }

  private void gap(long records, PrintStream out) {
    outlook = new Outlook();
    if (gaps++ < MOST_LINES) {
      out.println(records + " records are not there any more: the forecast begins anew");
    }
  }

  /** The agent's forecast began with this shape, or had it before a gap. */
  private void inherit(@Nullable ByteBuffer shape) {
    if (shape != null) {
      shape.getLong();
      outlook.inherit(shape.getDouble(), shape);
    }
  }

  private void tick(Entry entry, PrintStream out) {
    samples++;
    if (entry.fullPass) {
      outlook.full(entry.sample, entry.seconds);
    } else {
      outlook.fast(entry.sample, entry.seconds);
    }
    String now = text(outlook);
    String then = text(entry);
    if (!now.equals(then) && differences++ < MOST_LINES) {
      out.println(
          Instant.ofEpochMilli(entry.epochMillis) + " recorded " + then + ", derived " + now);
    }
  }

  private static String text(Outlook outlook) {
    MemoryArea culprit = outlook.culprit();
    return text(
        outlook.verdict().word(),
        culprit == null ? "" : culprit.word(),
        outlook.hasTime(),
        outlook.midSeconds());
  }

  private static String text(Entry entry) {
    return text(entry.verdict, entry.culprit, entry.hasTimes, entry.midSeconds);
  }

  private static String text(String verdict, String culprit, boolean times, double seconds) {
    return Printable.piece(verdict)
        + (culprit.isEmpty() ? "" : " by " + Printable.piece(culprit))
        + (times ? " in " + Math.round(seconds * 10) / 10.0 + " s" : "");
  }
}
