package io.github.headroom.agent;

import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.locate.Location;
import io.github.headroom.agent.locate.MemoryCgroup;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.publish.LedgerTable;
import io.github.headroom.agent.publish.Points;
import io.github.headroom.agent.publish.PointsAsJson;
import io.github.headroom.agent.publish.PointsAsTable;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import java.io.File;
import java.io.PrintStream;

/**
 * {@code show [--pid PID] [--json]}: the located cgroup, why it was chosen, and the figures of that
 * process's cgroup, read from outside without attaching.
 */
final class Show {

  private Show() {}

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    String pid = "self";
    boolean json = false;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--json")) {
        json = true;
      } else if (arguments[i].equals("--pid")
          && i + 1 < arguments.length
          && Attach.isPid(arguments[i + 1])) {
        pid = arguments[++i];
      } else {
        err.println("usage: java -jar headroom-agent.jar show [--pid PID] [--json]");
        return 2;
      }
    }
    if (!new File("/proc/" + pid).exists()) {
      err.println("headroom: there is no process " + pid + " that this one can see");
      return 1;
    }
    Sampler sampler = Wiring.samplerOf(pid, new AgentLog(err, AgentLog.Level.WARN));
    Sample sample = new Sample();
    sampler.fullPass(sample);
    sampler.close();
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    Location location = sampler.location();
    MemoryCgroup cgroup = location == null ? null : location.cgroup();
    if (cgroup == null || location == null) {
      return 1; // why has been said on stderr
    }
    String version = cgroup.version().toString().toLowerCase(java.util.Locale.ROOT);
    String directory = cgroup.directory().toString();
    if (json) {
      PointsAsJson points = new PointsAsJson();
      Points.container(figures, points);
      out.println(points.document(version, directory, location.reason()));
    } else {
      out.println("cgroup  " + version + "  " + directory);
      out.println("        " + location.reason());
      headroom(figures, out);
      Points.container(figures, new PointsAsTable(out));
      LedgerTable.print(figures, out);
    }
    return 0;
  }

  /** The answer in a sentence, where there is one. */
  private static void headroom(Figures figures, PrintStream out) {
    if (figures.known(Figure.HEADROOM_EXPECTED) && figures.known(Figure.EFFECTIVE_LIMIT)) {
      out.println(
          "headroom  "
              + PointsAsTable.mebibytes(figures.whole(Figure.HEADROOM_EXPECTED))
              + " MiB more, and the OOM killer comes; the limit is "
              + PointsAsTable.mebibytes(figures.whole(Figure.EFFECTIVE_LIMIT))
              + " MiB");
    }
    if (figures.known(Figure.OOM_GROUP) && figures.real(Figure.OOM_GROUP) == 1) {
      out.println("        it takes every process of the group (memory.oom.group is 1)");
    }
  }
}
