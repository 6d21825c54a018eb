package io.github.headroom.agent.report;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.publish.Event;
import io.github.headroom.agent.publish.ResourceAttributes;
import io.github.headroom.agent.record.Identity;
import io.github.headroom.agent.record.RecorderDirectory;
import io.github.headroom.agent.record.UtcTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the JVM before this one ended, by the recording it left; and room for the next recording.
 * Every end that is found is written down.
 *
 * <p>The JVM before is the last one that ran the same main class or jar, in the container of the
 * same name in its pod, under the same name of the service. A name that either of the two does not
 * have decides nothing: containers without names, and recordings of agents that wrote none.
 */
public final class PreviousExit {

  /** The new file included. */
  static final int MOST_FILES = 8;

  /** The usual room for all of them. */
  public static final long MOST_BYTES = 32L << 20;

  private final List<PastRecording> recordings = new ArrayList<>();
  private final @Nullable String container;
  private @Nullable PastRecording previous;

  private PreviousExit(@Nullable String container) {
    this.container = container;
  }

  /**
   * Looks at what the JVMs before this one left. To be called before this JVM begins its own
   * recording.
   *
   * @param container of this JVM, its name in the pod; null where that is not known
   * @param service of this JVM; null where it has no name
   * @param ageSeconds of this JVM: what another one has recorded since then was recorded beside it
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
    for (int i = 0; i < files.size(); i++) { // the oldest first
      try {
        PastRecording past = PastRecording.of(files.get(i), root, ageSeconds);
        found.recordings.add(past);
        if (past.ending != null
            && past.command.equals(command)
            && !past.hasAnother(Identity.CONTAINER, container)
            && !past.hasAnother(Identity.SERVICE, service)) {
          found.previous = past;
        }
      } catch (IOException e) { // gone since it was listed
        log.debug(Printable.path(files.get(i)) + ": " + Printable.piece(e.getMessage()));
      }
    }
    return found;
  }

  /**
   * Says how the one before ended, unless it was clean, and gives the word for it; {@link
   * Exit#NONE} where no such JVM has left a recording.
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

  /** What its shutdown took, hooks of the application among it, seconds; 0 where not known. */
  public double hooksSeconds() {
    return previous == null ? 0 : previous.shutdownSeconds;
  }

  /**
   * The same as an event, whose attributes say which JVM that was; null where none has ended, of a
   * clean end, and of one that another start has reported.
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
    long pid = header.number("pid");
    return new Event(Event.PREVIOUS_EXIT, now, severity, line(past, ending))
        .with("headroom.exit", exit.word())
        .with("headroom.exit.certainty", ending.certainty().word())
        .with("error.type", own || killed ? exit.word() : null)
        .with("headroom.verdict", Printable.piece(past.verdict))
        .with("headroom.memory.area", Printable.piece(past.culprit))
        .with("service.instance.id", attribute(header.get("service_instance_id")))
        .with("container.id", attribute(header.get("container_id")))
        .with("process.pid", pid < 0 ? null : pid)
        .with("process.exit.time", end == null ? null : UtcTime.withMillis(end));
  }

  /** As long as the resource's, which it joins with. */
  private static String attribute(@Nullable String text) {
    return Printable.cut(text == null ? "" : text, ResourceAttributes.MOST);
  }

  /**
   * Deletes recordings until there is room for one more: of those that are worth least the oldest
   * first, none that is being written, and not the one that was just reported.
   *
   * @param bytes of the new one
   * @param mostBytes of all together, the new one included
   */
  public void makeRoom(long bytes, long mostBytes) throws IOException {
    makeRoom(bytes, mostBytes, false);
  }

  /**
   * The same on a volume of one pod, where the next start of another container still has to report
   * how its own JVM ended: that recording stays.
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
