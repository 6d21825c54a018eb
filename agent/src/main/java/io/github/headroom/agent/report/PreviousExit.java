package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.publish.Event;
import io.github.headroom.agent.publish.ResourceAttributes;
import io.github.headroom.agent.record.Identity;
import io.github.headroom.agent.record.RecorderDirectory;
import io.github.headroom.agent.record.UtcTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exit of the previous JVM, from its recording, and room for the next recording. Each end that
 * is found is written into its recording.
 *
 * <p>The previous JVM is the last one that ran the same main class or jar, in the container of the
 * same name in its pod, under the same service name. A name that one of the two lacks decides
 * nothing: containers may have no name, and older agents recorded none.
 */
public final class PreviousExit {

  /** The most files, including the new one. */
  static final int MOST_FILES = 8;

  /** The default size of all files together, bytes. */
  public static final long MOST_BYTES = 32L << 20;

  /** An older shape is not used: two weeks. */
  private static final double OLDEST_SHAPE_SECONDS = 14 * 86_400.0;

  private final List<PastRecording> recordings = new ArrayList<>();
  private final @Nullable String container;
  private @Nullable PastRecording previous;

  private PreviousExit(@Nullable String container) {
    this.container = container;
  }

  /**
   * Looks at the recordings of earlier JVMs. Must be called before this JVM begins its own.
   *
   * @param container the name of this container in its pod; null where it is not known
   * @param service the service name of this JVM; null where it has none
   * @param ageSeconds of this JVM: a recording that was written since then belongs to a JVM beside
   *     it
   * @throws IOException the directory cannot be listed
   */
  public static PreviousExit look(
      RecorderDirectory directory,
      Path root,
      @Nullable String container,
      @Nullable String service,
      double ageSeconds,
      AgentLog log)
      throws IOException {
    PreviousExit found = new PreviousExit(container);
    String command = Identity.command();
    List<Path> files = directory.recordings();
    for (int i = 0; i < files.size(); i++) { // oldest first
      try {
        PastRecording past = PastRecording.of(files.get(i), root, ageSeconds);
        found.recordings.add(past);
        if (past.ending != null
            && past.command.equals(command)
            && !past.hasAnother(Identity.CONTAINER, container)
            && !past.hasAnother(Identity.SERVICE, service)) {
          found.previous = past;
        }
      } catch (IOException e) { // deleted after the listing
        log.debug(Printable.path(files.get(i)) + ": " + Printable.piece(e.getMessage()));
      }
    }
    return found;
  }

  /**
   * Logs how the previous JVM ended: a warning, or a debug line for a clean end.
   *
   * @return the word of the exit; that of {@link Exit#NONE} where no such JVM has left a recording
   */
  public String report(AgentLog log) {
    PastRecording past = previous;
    Ending ending = past == null ? null : past.ending;
    if (past == null || ending == null) {
      return Exit.NONE.word();
    }
    String line = line(past, ending);
    if (ending.exit() == Exit.CLEAN) {
      log.debug(line);
    } else {
      log.warn(line);
    }
    if (!past.reported) {
      past.report();
    }
    return ending.exit().word();
  }

  /**
   * Duration of the previous shutdown, including the application's hooks, seconds; 0 where it is
   * not known.
   */
  public double hooksSeconds() {
    Double seconds = previous == null ? null : previous.shutdownSeconds;
    return seconds == null ? 0 : seconds;
  }

  /**
   * Lets the forecast begin with the shapes of the day and of the week of the previous JVM, where
   * its recording has them, and it did not grow towards its limit.
   *
   * @param seconds the clock of the outlook
   * @param epochMillis the same instant
   * @return whether it has
   */
  public boolean inherit(Outlook outlook, double seconds, long epochMillis) {
    ByteBuffer shape = previous == null ? null : previous.shape;
    if (shape == null) {
      return false;
    }
    double ago = (epochMillis - shape.getLong()) / 1e3;
    shape.getDouble(); // the clock of the previous JVM
    return ago >= 0 && ago <= OLDEST_SHAPE_SECONDS && outlook.inherit(seconds - ago, shape);
  }

  /**
   * The exit as an event whose attributes identify the JVM. Null where no JVM has ended, for a
   * clean end, and where an earlier start has reported it.
   *
   * @param now milliseconds since the epoch
   */
  public @Nullable Event event(long now) {
    PastRecording past = previous;
    Ending ending = past == null ? null : past.ending;
    Header header = past == null ? null : past.header;
    if (past == null || ending == null || header == null || past.reported) {
      return null;
    }
    if (ending.exit() == Exit.CLEAN) {
      return null;
    }
    Exit exit = ending.exit();
    boolean own = exit == Exit.OOM_KILL || exit == Exit.CRASH;
    boolean killed = exit == Exit.KILLED || exit == Exit.TERMINATED;
    int severity = own ? Event.ERROR : killed ? Event.WARN : Event.INFO;
    Long end = past.lastMillis;
    return new Event(Event.PREVIOUS_EXIT, now, severity, line(past, ending))
        .with("headroom.exit", exit.word())
        .with("headroom.exit.certainty", ending.certainty().word())
        .with("error.type", own || killed ? exit.word() : null)
        .with("headroom.verdict", Printable.piece(past.verdict))
        .with("headroom.memory.area", Printable.piece(past.culprit))
        .with("service.instance.id", attribute(header.get("service_instance_id")))
        .with("container.id", attribute(header.get("container_id")))
        .with("process.pid", header.number("pid"))
        .with("process.exit.time", end == null ? null : UtcTime.withMillis(end));
  }

  /** Cuts an attribute to the length of the resource's, because backends join the two. */
  private static String attribute(@Nullable String text) {
    return Printable.cut(text == null ? "" : text, ResourceAttributes.MOST);
  }

  /**
   * Deletes recordings until there is room for one more: the least valuable first, and of these the
   * oldest. Recordings that are being written and the one that was just reported stay.
   *
   * @param bytes of the new recording
   * @param mostBytes of all recordings together, including the new one
   */
  public void makeRoom(long bytes, long mostBytes) throws IOException {
    makeRoom(bytes, mostBytes, false);
  }

  /**
   * Makes room on a volume of one pod. There, a recording of another container stays until that
   * container's next start has reported it.
   */
  public void makeRoomInThePod(long bytes, long mostBytes) throws IOException {
    makeRoom(bytes, mostBytes, true);
  }

  private void makeRoom(long bytes, long mostBytes, boolean inThePod) throws IOException {
    long sum = bytes;
    for (int i = 0; i < recordings.size(); i++) {
      sum += recordings.get(i).bytes;
    }
    int files = recordings.size() + 1;
    while (files > MOST_FILES || sum > mostBytes) {
      PastRecording least = leastWorth(inThePod);
      if (least == null) {
        return;
      }
      recordings.remove(least);
      Files.deleteIfExists(least.file);
      files--;
      sum -= least.bytes;
    }
  }

  private @Nullable PastRecording leastWorth(boolean inThePod) {
    PastRecording least = null;
    for (int i = 0; i < recordings.size(); i++) {
      PastRecording past = recordings.get(i);
      boolean awaited =
          inThePod && past.isUnreported() && past.hasAnother(Identity.CONTAINER, container);
      if (past.over
          && past != previous
          && !awaited
          && (least == null || past.worth() < least.worth())) {
        least = past;
      }
    }
    return least;
  }

  private static String line(PastRecording past, Ending ending) {
    StringBuilder line = new StringBuilder("the JVM before this one ended by ");
    line.append(ending.exit().word()).append(" (").append(ending.certainty().word()).append("): ");
    for (int i = 0; i < ending.evidence().size(); i++) {
      line.append(i == 0 ? "" : "; ").append(ending.evidence().get(i));
    }
    if (!past.verdict.isEmpty()) {
      line.append("; its verdict was ").append(Printable.piece(past.verdict));
      line.append(past.culprit.isEmpty() ? "" : " by " + Printable.piece(past.culprit));
    }
    return line.append("; java -jar headroom-agent.jar report ")
        .append(Printable.path(past.file))
        .toString();
  }
}
