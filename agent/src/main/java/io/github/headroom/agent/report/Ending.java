package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.record.UtcTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of a JVM: its exit, the certainty, and the evidence. */
public final class Ending {

  /**
   * Rises of a heap before it counts as filling up: the collector empties a healthy heap now and
   * then.
   */
  private static final int RISES = 3;

  Exit exit = Exit.UNKNOWN;
  Certainty certainty = Certainty.UNKNOWN;
  final List<String> evidence = new ArrayList<>();

  /** An ending that the reader of a seal fills. */
  Ending() {}

  private Ending(Exit exit, Certainty certainty) {
    this.exit = exit;
    this.certainty = certainty;
  }

  /**
   * The end of a recording that no JVM writes any more: from its seal where that is final, else
   * judged now.
   *
   * @param root of the machine, / except in tests
   * @throws IOException the recording cannot be read
   */
  public static Ending of(Recording recording, Path root) throws IOException {
    return of(recording, LastMinute.of(recording), root);
  }

  static Ending of(Recording recording, LastMinute end, Path root) {
    Seal seal = recording.seal();
    HostEvidence host = new HostEvidence(root, recording.header());
    if (seal == null) {
      return judge(end, host);
    }
    return seal.ending().isCertain() || !isFoundLater(seal, end, host)
        ? seal.ending()
        : judge(end, host);
  }

  /**
   * Whether there is an hs_err file that the writer of the seal could not see, for example from
   * another container. The file must be older than the seal: a later one belongs to another JVM.
   * The cgroup's count of kills is no such evidence, because other JVMs may have been killed since.
   */
  private static boolean isFoundLater(Seal seal, LastMinute end, HostEvidence host) {
    return !host.bootedSince()
        && host.crashReport(end.last.epochMillis, seal.epochMillis()) != null;
  }

  /** Whether no later finding can change the exit. */
  boolean isCertain() {
    return certainty == Certainty.CERTAIN;
  }

  /**
   * Whether to write this ending into the recording. It is written if it is certain, or if it was
   * judged in the recording's own boot and PID namespace, where all evidence is visible. The
   * recording of an earlier boot is judged again each time.
   *
   * @param seal of the recording; null where it has none
   */
  boolean isNewsTo(@Nullable Seal seal, HostEvidence host) {
    return seal == null
        ? isCertain() || host.isSeenFromItsPlace()
        : isCertain() && !seal.ending().isCertain();
  }

  /** The ending of a JVM that runs. */
  static Ending live() {
    return new Ending(Exit.NONE, Certainty.UNKNOWN);
  }

  /** The ending of a JVM that may run. */
  static Ending undecided(LastMinute end) {
    Ending ending =
        because(
            Exit.UNKNOWN,
            Certainty.UNKNOWN,
            "the JVM may be running: whether its process is there cannot be seen from here, and its"
                + " last record is too recent to decide");
    ending.evidence.add("the last record is of " + UtcTime.withMillis(end.last.epochMillis));
    return ending;
  }

  static Ending judge(LastMinute end, HostEvidence host) {
    Ending ending = verdict(end, host);
    if (end.headroomKnown) {
      ending.evidence.add(
          "at the last record "
              + Bytes.mebibytes(end.headroom)
              + " of headroom were left of "
              + Bytes.mebibytes(end.limit)
              + (end.reachBytes() > 0
                  ? "; at its fastest of the last seconds it can have fallen by "
                      + Bytes.mebibytes(end.reachBytes())
                      + " before the next"
                  : ""));
    }
    if (end.hasSample) {
      ending.evidence.add("the last record is of " + UtcTime.withMillis(end.last.epochMillis));
    }
    return ending;
  }

  private static Ending verdict(LastMinute end, HostEvidence host) {
    if (end.shutdownEnded && end.terminated) {
      return because(
          Exit.TERMINATED,
          Certainty.CERTAIN,
          "the agent ended the JVM by SIGTERM before the OOM kill that it expected"
              + " (headroom.relief), and the shutdown came to its end");
    }
    if (end.halted && !end.shutdownEnded) {
      return because(
          Exit.TERMINATED,
          Certainty.CERTAIN,
          "the agent ended the JVM by SIGTERM before the OOM kill that it expected"
              + " (headroom.relief), and halted it at the deadline: the shutdown hooks had not"
              + " ended");
    }
    if (end.shutdownEnded) {
      return because(
          Exit.CLEAN,
          Certainty.CERTAIN,
          "the JVM's shutdown, begun by itself or by SIGTERM, came to its end");
    }
    if (end.shutdown && !end.shutdownWatched && !end.terminated) {
      return because(
          Exit.CLEAN, Certainty.CERTAIN, "the JVM's shutdown had begun, by itself or by SIGTERM");
    }
    Ending ending = unfinished(end, host);
    if (end.terminated) {
      boolean endUnseen = end.shutdown && !end.shutdownWatched && !ending.isCertain();
      if (ending.exit == Exit.KILLED || endUnseen) {
        ending =
            because(
                Exit.TERMINATED,
                Certainty.LIKELY,
                "the agent ended the JVM by SIGTERM before the OOM kill that it expected"
                    + " (headroom.relief), and no OOM kill is seen");
      } else {
        ending.evidence.add("the agent had sent SIGTERM before the OOM kill that it expected");
      }
    }
    if (end.shutdown && end.shutdownWatched) {
      ending.evidence.add(
          "the JVM's shutdown had begun, by itself or by SIGTERM, and did not come to its end");
    }
    return ending;
  }

  /** Judges a JVM without a recorded end: it ran, or its shutdown had not ended. */
  private static Ending unfinished(LastMinute end, HostEvidence host) {
    if (host.bootedSince()) {
      return because(
          Exit.NODE_GONE,
          Certainty.LIKELY,
          "the machine has booted since, or this is another: its boot id differs");
    }
    Path crash = host.crashReport(end.last.epochMillis, Long.MAX_VALUE);
    if (crash != null) {
      return because(Exit.CRASH, Certainty.CERTAIN, "the JVM left " + Printable.path(crash));
    }
    if (!end.hasSample) {
      return because(Exit.UNKNOWN, Certainty.UNKNOWN, "no sample was recorded");
    }
    Long then = end.oomKills();
    Long now = then == null ? null : host.oomKillsNow();
    if (then != null && now != null && now > then) {
      return because(
          Exit.OOM_KILL,
          Certainty.CERTAIN,
          "oom_kill of its cgroup was " + then + " at the last record and is " + now + " now");
    }
    if (now == null && end.isShort()) {
      return because(Exit.OOM_KILL, Certainty.LIKELY, "headroom was as good as used up");
    }
    if (host.exitsWithoutMemory() && end.heapCanBeFull()) {
      return because(
          Exit.CRASH,
          Certainty.LIKELY,
          "the Java heap was full or about to be, and -XX:+ExitOnOutOfMemoryError ends the JVM then");
    }
    if (end.heapRoseUntilFull(RISES) && !end.shutdown) {
      return because(
          Exit.CRASH,
          Certainty.LIKELY,
          "the Java heap only rose and was full: an exit in that state may not get to its shutdown"
              + " hooks");
    }
    if (end.shutdown) {
      return because(
          Exit.KILLED,
          Certainty.LIKELY,
          "no hs_err file, and no OOM kill is seen: SIGKILL, as at the end of a grace period, or"
              + " Runtime.halt in a shutdown hook");
    }
    if (now != null) {
      return because(
          Exit.KILLED,
          Certainty.CERTAIN,
          "no shutdown, no hs_err file, and oom_kill of its cgroup is still "
              + now
              + ": SIGKILL by a person or a program, or Runtime.halt");
    }
    return because(
        Exit.KILLED,
        Certainty.LIKELY,
        "no shutdown, no hs_err file, and headroom was left: SIGKILL by a person or a program, or"
            + " Runtime.halt");
  }

  private static Ending because(Exit exit, Certainty certainty, String why) {
    Ending ending = new Ending(exit, certainty);
    ending.evidence.add(why);
    return ending;
  }

  public Exit exit() {
    return exit;
  }

  public Certainty certainty() {
    return certainty;
  }

  /** Sentences; the deciding one is the first. */
  public List<String> evidence() {
    return evidence;
  }
}
