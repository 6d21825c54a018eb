package io.github.headroom.agent.publish;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.settings.Setting;
import io.github.headroom.agent.settings.Settings;
import java.util.Set;

/**
 * Selects the exported series: the essential ones or all, plus those of the metrics in {@code
 * headroom.metrics.include}, without the metrics in {@code headroom.metrics.exclude}.
 */
final class Selection {

  private static final Metric[] METRICS = Metric.values();

  /** Indexed by the metric's ordinal. */
  private final Series[][] chosen = new Series[METRICS.length][];

  /**
   * @param jvm whether to include jvm.* of the stable conventions. The OpenTelemetry Java agent
   *     publishes them when it runs in the same JVM
   * @param log receives a warning if a pattern matches no metric
   */
  Selection(Settings settings, boolean jvm, AgentLog log) {
    Set<String> included = settings.includedMetrics();
    Set<String> excluded = settings.excludedMetrics();
    for (Metric metric : METRICS) {
      boolean none = matches(excluded, metric) || (!jvm && metric.isConventionOfJvm());
      boolean all = settings.allMetrics() || matches(included, metric);
      chosen[metric.ordinal()] = none ? new Series[0] : metric.series(all);
    }
    warnOfUnknownNames(Setting.METRICS_INCLUDE, included, log);
    warnOfUnknownNames(Setting.METRICS_EXCLUDE, excluded, log);
  }

  /** Publishes the points of the selected series, in the order of the table. */
  void points(Observation of, PointSink out) {
    for (Metric metric : METRICS) {
      for (Series series : chosen[metric.ordinal()]) {
        series.points(metric, of, out);
      }
    }
  }

  private static boolean matches(Set<String> patterns, Metric metric) {
    for (String pattern : patterns) {
      if (matches(pattern, metric.metricName())) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the whole name matches. {@code *} matches any number of any characters. */
  static boolean matches(String pattern, String name) {
    int p = 0;
    int star = -1;
    int resume = 0;
    for (int n = 0; n < name.length(); ) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) { // let the last star match one more character
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Logs one line per setting, with the first unknown name. */
  private static void warnOfUnknownNames(Setting setting, Set<String> patterns, AgentLog log) {
    for (String pattern : patterns) {
      if (!pattern.isEmpty() && !matchesAny(pattern)) {
        log.warnOnce(
            setting.property(),
            setting.property()
                + ": no metric has the name \""
                + Printable.piece(pattern)
                + "\"; it is ignored");
        return;
      }
    }
  }

  private static boolean matchesAny(String pattern) {
    for (Metric metric : METRICS) {
      if (matches(pattern, metric.metricName())) {
        return true;
      }
    }
    return false;
  }
}
