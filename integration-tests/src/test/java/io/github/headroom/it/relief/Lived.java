package io.github.headroom.it.relief;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a life went.
 *
 * @param exit the status; null where it was alive at its end
 * @param seconds how long it lived
 * @param hooksDone whether its shutdown hook came to its end
 * @param acts what the agent logged of its acts
 */
record Lived(
    LifeKind kind, @Nullable Integer exit, double seconds, boolean hooksDone, List<Act> acts) {

  /**
   * An act and its proof.
   *
   * @param freed MiB; 0 for nothing
   */
  record Act(String action, double freed, long millis) {}

  private static final Pattern ACT =
      Pattern.compile("INFO (trim|squeeze) gave (?:nothing|([0-9.]+) MiB) back in (\\d+) ms");
  private static final Pattern END = Pattern.compile("WARN the agent ends this JVM by SIGTERM");

  static Lived of(
      LifeKind kind, @Nullable Integer exit, double seconds, String output, String errors) {
    List<Act> acts = new ArrayList<>();
    Matcher act = ACT.matcher(errors);
    while (act.find()) {
      double freed = act.group(2) == null ? 0 : Double.parseDouble(act.group(2));
      acts.add(new Act(act.group(1), freed, Long.parseLong(act.group(3))));
    }
    if (END.matcher(errors).find()) {
      acts.add(new Act("terminate", 0, 0));
    }
    return new Lived(kind, exit, seconds, output.contains("hooks done"), acts);
  }

  /** By the kernel's OOM killer, as the cgroup is the only limit. */
  boolean killed() {
    return exit != null && exit == 137;
  }

  boolean lived() {
    return exit == null || exit == 0;
  }

  double mostFreed() {
    return acts.stream().mapToDouble(Act::freed).max().orElse(0);
  }

  double stoppedSeconds() {
    return acts.stream().mapToLong(Act::millis).sum() / 1e3;
  }

  long longestMillis() {
    return acts.stream().mapToLong(Act::millis).max().orElse(0);
  }
}
