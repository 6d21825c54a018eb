package io.github.headroom.agent.record;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.HeapAndLimit;
import io.github.headroom.agent.derive.LedgerHistory;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.Remedy;
import io.github.headroom.agent.derive.forecast.Evidence;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Composes the termination message, which the container's status shows after a kill. The most
 * important line is the first, because a pod of many containers shows only the beginning of each
 * (12 KiB for all together). It is written at each full pass and at each change of the verdict.
 *
 * <p>For one thread. Allocates only when it writes.
 */
public final class TerminationText {

  private static final int NAME_WIDTH = 16;
  private static final int NUMBER_WIDTH = 12;

  /** values() copies the array at each call. */
  private static final MemoryArea[] AREAS = MemoryArea.values();

  private final TerminationMessage message;
  private String recording = "nothing is recorded";
  private final boolean[] listed = new boolean[AREAS.length];
  private final StringBuilder text = new StringBuilder(TerminationMessage.MOST_BYTES);
  private Verdict written = Verdict.UNKNOWN;
  private @Nullable String cause;
  private boolean causeIsNew;

  /** The reason why the agent ends this JVM; null where it does not. */
  private @Nullable String ended;

  public TerminationText(TerminationMessage message) {
    this.message = message;
  }

  /** Sets the path of the recording, which has the details. */
  public void recordingTo(String file) {
    recording = "recording: " + Printable.path(file);
  }

  /** Sets the cause of growth in the culprit's area; null for none. */
  public void cause(@Nullable String sentence) {
    cause = sentence;
    causeIsNew = true;
  }

  /**
   * Writes the message after a full pass, and when the verdict or the cause has changed.
   *
   * @param seconds the clock of the outlook
   * @param full whether a full pass took the sample
   */
  public void update(Sample sample, Outlook outlook, double seconds, boolean full) {
    if (!message.isOurs() || !(full || causeIsNew || outlook.verdict() != written)) {
      return;
    }
    message.write(
        compose(sample, outlook, seconds)); // may find no memory; the next pass tries again
    written = outlook.verdict();
    causeIsNew = false;
  }

  /** Writes the reason why the agent ends this JVM. It stays after the end. */
  public void ended(String why, Sample sample, Outlook outlook, double seconds) {
    ended = why;
    update(sample, outlook, seconds, true);
  }

  /**
   * Empties the message, because the status has nothing to explain after an end without a kill. The
   * message stays where the agent ended the JVM.
   */
  public void clear() {
    if (ended == null) {
      message.empty();
    }
  }

  private CharSequence compose(Sample sample, Outlook outlook, double seconds) {
    text.setLength(0);
    text.append(TerminationMessage.MARK);
    headroom(outlook);
    text.append("; ");
    UtcTime.append(sample.epochMillis(), text);
    text.append('\n');
    if (ended != null) {
      text.append(ended).append('\n');
    }
    MemoryArea culprit = outlook.culprit();
    if (cause != null && (culprit == null || culprit.isOf(cause))) {
      text.append(cause).append('\n');
    }
    String why = outlook.evidence();
    if (why != null) {
      text.append(why).append('\n');
    }
    ledger(outlook.figures(), outlook.history(), seconds);
    advice(sample, outlook);
    text.append(TerminationMessage.MARK).append(recording).append('\n');
    return text;
  }

  private void headroom(Outlook outlook) {
    Figures now = outlook.latest();
    if (now.known(Figure.HEADROOM_EXPECTED) && now.known(Figure.EFFECTIVE_LIMIT)) {
      text.append(Bytes.mebibytes(now.whole(Figure.HEADROOM_EXPECTED))).append(" left of ");
      text.append(Bytes.mebibytes(now.whole(Figure.EFFECTIVE_LIMIT)));
    } else {
      text.append("what is left is not known");
    }
    text.append(", verdict ").append(outlook.verdict().word());
    MemoryArea culprit = outlook.culprit();
    if (culprit != null) {
      text.append(", culprit ").append(culprit.word());
    }
    if (outlook.hasTime()) {
      text.append(", kill in ");
      text.append(Evidence.between(outlook.lowSeconds(), outlook.highSeconds()));
    }
  }

  /** Appends the areas, the largest first, and their growth over the history. */
  private void ledger(Figures figures, LedgerHistory history, double seconds) {
    int start = text.length();
    text.append("\nwho holds it");
    pad(start + 1 + NAME_WIDTH + NUMBER_WIDTH - 3);
    text.append("now");
    boolean changes = history.reach(seconds) >= 1;
    if (changes) {
      String since = "past " + Evidence.time(history.reach(seconds));
      pad(start + 1 + NAME_WIDTH + 2 * NUMBER_WIDTH - since.length());
      text.append(since);
    }
    text.append('\n');
    java.util.Arrays.fill(listed, false);
    int lines = 0;
    for (MemoryArea area = largest(figures); area != null; area = largest(figures)) {
      listed[area.ordinal()] = true;
      long bytes = figures.whole(Figure.held(area));
      line(area, bytes);
      if (changes && history.known(area)) {
        changed(bytes - history.held(area));
      }
      text.append('\n');
      lines++;
    }
    if (lines == 0) {
      text.setLength(start);
    }
    text.append('\n');
  }

  private void line(MemoryArea area, long bytes) {
    int start = text.length();
    text.append(area.word());
    right(start + NAME_WIDTH + NUMBER_WIDTH, Bytes.mebibytes(bytes));
  }

  private void changed(long bytes) {
    right(text.length() + NUMBER_WIDTH, (bytes < 0 ? "" : "+") + Bytes.mebibytes(bytes));
  }

  private @Nullable MemoryArea largest(Figures figures) {
    MemoryArea largest = null;
    for (int i = 0; i < AREAS.length; i++) {
      Figure held = Figure.held(AREAS[i]);
      if (!listed[i]
          && figures.known(held)
          && (largest == null || figures.whole(held) > figures.whole(Figure.held(largest)))) {
        largest = AREAS[i];
      }
    }
    return largest;
  }

  private void advice(Sample sample, Outlook outlook) {
    MemoryArea culprit = outlook.culprit();
    if (culprit == null) {
      return;
    }
    if (culprit == MemoryArea.JAVA_HEAP
        && outlook.verdict() != Verdict.CANNOT_FIT // the evidence above has the same reason
        && outlook.figures().known(Figure.CANNOT_FIT_BY)) {
      text.append(HeapAndLimit.cannotFit(outlook.figures())).append('\n');
    }
    text.append(Remedy.of(culprit, sample)).append('\n');
  }

  private void right(int end, String number) {
    pad(end - number.length());
    text.append(number);
  }

  private void pad(int to) {
    while (text.length() < to) {
      text.append(' ');
    }
  }
}
