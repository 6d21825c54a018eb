package io.github.headroom.agent.cli;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.HeapAndLimit;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.locate.Location;
import io.github.headroom.agent.locate.MemoryCgroup;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.publish.LedgerTable;
import io.github.headroom.agent.publish.Metric;
import io.github.headroom.agent.publish.Observation;
import io.github.headroom.agent.publish.PointsAsJson;
import io.github.headroom.agent.publish.PointsAsTable;
import io.github.headroom.agent.run.Wiring;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * {@code show [--root DIR] [--pid PID] [--watch SECONDS] [--json]}: prints the cgroup of a process,
 * why it was chosen, and its figures, read from outside without attaching. A single sample does not
 * show growth. With {@code --watch} it samples twice a second for that time and then prints its
 * verdict.
 *
 * <p>With {@code --root} every file is read below that directory, a copy of /proc and /sys of
 * another machine or container. A missing file is absent.
 */
final class Show {

  static final String USAGE = "show [--root DIR] [--pid PID] [--watch SECONDS] [--json]";

  private static final long TICK_NANOS = 500_000_000;

  /** A forecast needs at least 20 ticks and 15 seconds of growth. */
  private static final int SHORTEST_WATCH = 30;

  private static final int LONGEST_WATCH = 86_400;

  private final PrintStream out;
  private final PrintStream err;
  private final Sample sample = new Sample();
  private final Outlook outlook = new Outlook();
  private Path root = Paths.get("/");
  private String pid = "self";
  private int watch;
  private boolean json;

  private Show(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    Show show = new Show(out, err);
    if (!show.understands(arguments)) {
      err.println("usage: java -jar headroom-agent.jar " + USAGE);
      err.println("       SECONDS from " + SHORTEST_WATCH + " to " + LONGEST_WATCH);
      return 2;
    }
    String missing = show.missing();
    if (missing != null) {
      err.println("headroom: " + missing);
      return 1;
    }
    return show.watchAndPrint();
  }

  private boolean understands(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--json")) {
        json = true;
      } else if (arguments[i].equals("--root") && i + 1 < arguments.length) {
        if (arguments[++i].isEmpty()) { // an unset variable instead of a directory
          return false;
        }
        root = Paths.get(arguments[i]);
      } else if (i + 1 < arguments.length
          && Attach.isPid(arguments[i + 1])) { // nine digits at most
        String number = arguments[i + 1];
        if (arguments[i].equals("--pid")) {
          pid = number;
        } else if (arguments[i].equals("--watch")) {
          watch = Integer.parseInt(number);
          if (watch < SHORTEST_WATCH || watch > LONGEST_WATCH) {
            return false;
          }
        } else {
          return false;
        }
        i++;
      } else {
        return false;
      }
    }
    return true;
  }

  /** Returns what is missing, or null if nothing is. */
  private @Nullable String missing() {
    if (!Files.isDirectory(root)) {
      return Printable.path(root) + ": there is no such directory";
    }
    if (processExists()) {
      return null;
    }
    if (!root.equals(root.getRoot())) {
      // If "self" is missing, the search explains why: this may be no tree of Linux.
      return pid.equals("self")
          ? null
          : Printable.path(process())
              + " does not exist: there is no process "
              + pid
              + " in this tree";
    }
    return "there is no process " + pid + " that this one can see";
  }

  private boolean processExists() {
    return Files.exists(process());
  }

  private Path process() {
    return root.resolve("proc").resolve(pid);
  }

  private int watchAndPrint() {
    Sampler sampler = Wiring.samplerOf(root, pid, new AgentLog(err, AgentLog.Level.WARN));
    long start = System.nanoTime();
    long end = start + watch * 1_000_000_000L;
    long next = start;
    look(sampler, 0);
    while (end - next > 0) {
      next = Math.min(next + TICK_NANOS, end);
      await(next);
      if (!processExists()) {
        sampler.close();
        err.println("headroom: process " + pid + " has ended while it was watched");
        return 1;
      }
      look(sampler, (System.nanoTime() - start) / 1e9);
    }
    Location location = sampler.location();
    sampler.close();
    MemoryCgroup cgroup = location == null ? null : location.cgroup();
    if (cgroup == null || location == null) {
      return 1; // stderr has the reason
    }
    print(cgroup, location.reason());
    return 0;
  }

  private void look(Sampler sampler, double seconds) {
    sampler.fullPass(sample);
    outlook.full(sample, seconds);
  }

  private void await(long until) {
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  private void print(MemoryCgroup cgroup, String reason) {
    Figures figures = outlook.figures();
    String version = cgroup.version().toString().toLowerCase(java.util.Locale.ROOT);
    String directory = Printable.path(cgroup.directory());
    if (json) {
      PointsAsJson points = new PointsAsJson();
      Metric.observed(new Observation(sample, figures), points);
      out.println(points.document(version, directory, reason));
    } else {
      out.println("cgroup    " + version + "  " + directory);
      out.println("          " + reason);
      headroom(figures);
      out.println("verdict   " + outlook.verdict().word() + ": " + why());
      if (figures.known(Figure.SIZING_LIMIT)) {
        out.println("size      " + HeapAndLimit.size(figures));
      }
      Metric.observed(new Observation(sample, figures), new PointsAsTable(out));
      LedgerTable.print(figures, out);
    }
  }

  /** Prints the headroom in one sentence, if it is known. */
  private void headroom(Figures figures) {
    if (figures.known(Figure.HEADROOM_EXPECTED) && figures.known(Figure.EFFECTIVE_LIMIT)) {
      out.println(
          "headroom  "
              + PointsAsTable.mebibytes(figures.whole(Figure.HEADROOM_EXPECTED))
              + " MiB until the OOM killer comes; the limit is "
              + PointsAsTable.mebibytes(figures.whole(Figure.EFFECTIVE_LIMIT))
              + " MiB");
    }
    if (figures.known(Figure.OOM_GROUP) && figures.real(Figure.OOM_GROUP) == 1) {
      out.println("          it kills every process of the group (memory.oom.group is 1)");
    }
  }

  private String why() {
    String evidence = outlook.evidence();
    if (evidence != null) {
      return evidence;
    }
    if (outlook.verdict() == Verdict.FITS) {
      return "in "
          + watch
          + " s nothing grew in a way that would reach the limit within "
          + Math.round(watch * Outlook.REACH)
          + " s";
    }
    if (!outlook.figures().known(Figure.HEADROOM_EXPECTED)) {
      return "the headroom is not known here, so there is no forecast";
    }
    return watch == 0
        ? "one look does not show growth, --watch SECONDS does"
        : "the limit has changed, and the time since then is too short for a forecast";
  }
}
