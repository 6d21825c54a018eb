package io.github.headroom.agent.publish;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.settings.Setting;
import io.github.headroom.agent.settings.Settings;
import java.util.Set;

/**
 * The series that are exported: the essential ones or all of them, those of the metrics that {@code
 * headroom.metrics.include} names, without the metrics that {@code headroom.metrics.exclude} names.
 */
final class Selection {

  private static final Metric[] METRICS = Metric.values();

  /** By the metric's ordinal. */
  private final Series[][] chosen = new Series[METRICS.length][];

  /**
   * @param jvm whether with jvm.* of the stable conventions, which the OpenTelemetry Java agent
   *     publishes where it runs in the same JVM
   * @param log gets a warning where a pattern matches no metric
   */
  Selection(Settings settings, boolean jvm, AgentLog log) {
    Set<String> included = settings.includedMetrics();
    Set<String> excluded = settings.excludedMetrics();
    for (Metric metric : METRICS) {
      boolean none = matches(excluded, metric) || (!jvm && metric.isConventionOfJvm());
      boolean all = settings.allMetrics() || matches(included, metric);
      chosen[metric.ordinal()] = none ? new Series[0] : metric.series(all);
    }
    warnOfStrangers(Setting.METRICS_INCLUDE, included, log);
    warnOfStrangers(Setting.METRICS_EXCLUDE, excluded, log);
  }

  /** Hands over the points of the series that are exported, in the order of the table. */
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

  /** Whether the whole name matches; {@code *} is any number of any characters. */
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
      } else if (star >= 0) { // the last star takes one character more
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

  /** One line a setting, with the first such pattern. */
  private static void warnOfStrangers(Setting setting, Set<String> patterns, AgentLog log) {
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
