package io.github.headroom.it.relief;

import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.victim.CrowdedService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of life: a service in a cgroup, and the relief that is allowed.
 *
 * @param name what it is called in the document, without the JDK
 * @param group rows of one group are compared
 * @param relief headroom.relief; empty for none
 * @param limit MiB
 * @param feature of the JDK
 * @param victim of the demo application; null for CrowdedService
 * @param seconds after which it has lived
 */
record LifeKind(
    String name,
    Group group,
    String relief,
    long limit,
    int feature,
    @Nullable String victim,
    List<String> options,
    List<String> arguments,
    long seconds) {

  /** What is asked of a kind. */
  enum Group {
    SQUEEZE("a G1 heap that a burst has made large, then malloc grows"),
    LIVE_HEAP("a G1 heap that is all live, then malloc grows without end"),
    TRIM("200 MiB taken by malloc in eight threads, 95 % freed, then malloc grows"),
    TERMINATE("malloc grows without end, a shutdown hook takes 5 s"),
    CONTROL("nothing grows, or not to the limit");

    final String words;

    Group(String words) {
      this.words = words;
    }
  }

  private static final long MIB = 1 << 20;

  /**
   * Rate, begin, limit. A kill comes at an age of three minutes or so, for before two the agent
   * ends no JVM, and a minute at least after the begin: what grows is to be seen.
   */
  private static final int[][] LEAKS = {{1, 20, 260}, {5, 100, 512}, {20, 110, 1536}};

  String title() {
    return name + ", JDK " + feature + (relief.isEmpty() ? ", without" : ", with " + relief);
  }

  JavaProcess.Builder jvm() {
    String[] all = arguments.toArray(new String[0]);
    return victim == null
        ? JavaProcess.running(CrowdedService.class, all)
        : JavaProcess.victim(victim, all);
  }

  /** Every kind, in the order of the document. */
  static List<LifeKind> all(List<Integer> features, long seconds) {
    List<LifeKind> all = new ArrayList<>();
    for (int feature : features) {
      for (String relief : List.of("", "squeeze")) {
        all.add(
            crowded(
                "burst",
                Group.SQUEEZE,
                relief,
                512,
                feature,
                seconds,
                g1(320),
                "live=40",
                "garbage=20",
                "burst=180",
                "held=45",
                "from=5",
                "rate=4",
                "most=260"));
        all.add(
            crowded(
                "live heap",
                Group.LIVE_HEAP,
                relief,
                512,
                feature,
                seconds,
                g1(400),
                "live=230",
                "garbage=5",
                "from=20",
                "rate=2",
                "most=9000"));
      }
      for (String relief : List.of("", "trim")) {
        all.add(
            crowded(
                "freed",
                Group.TRIM,
                relief,
                340,
                feature,
                Math.min(seconds, 90),
                serial(64),
                "live=5",
                "garbage=1",
                "freed=200",
                "from=5",
                "rate=3",
                "most=100"));
      }
      for (int[] leak : LEAKS) {
        all.add(
            crowded(
                "leak of " + leak[0] + " MiB/s",
                Group.TERMINATE,
                "terminate",
                leak[2],
                feature,
                Math.max(seconds, 400),
                serial(32),
                "live=5",
                "garbage=1",
                "from=" + leak[1],
                "rate=" + leak[0],
                "most=9000",
                "hook=5"));
      }
      all.add(control("SteadyService", 160, feature, seconds, g1(48), "--cache", "" + 24 * MIB));
      all.add(control("FullHeapService", 192, feature, seconds, g1(64)));
      all.add(
          control(
              "WarmUp",
              192,
              feature,
              seconds,
              g1(80),
              "--rate",
              "" + 8 * MIB,
              "--most",
              "" + 40 * MIB));
    }
    return all;
  }

  private static LifeKind crowded(
      String name,
      Group group,
      String relief,
      long limit,
      int feature,
      long seconds,
      List<String> options,
      String... arguments) {
    List<String> of = new ArrayList<>(List.of(arguments));
    of.add("seconds=" + seconds);
    return new LifeKind(name, group, relief, limit, feature, null, options, of, seconds);
  }

  private static LifeKind control(
      String victim,
      long limit,
      int feature,
      long seconds,
      List<String> options,
      String... arguments) {
    return new LifeKind(
        victim,
        Group.CONTROL,
        "trim,squeeze,terminate",
        limit,
        feature,
        victim,
        options,
        List.of(arguments),
        seconds);
  }

  private static List<String> g1(int heap) {
    return List.of("-XX:+UseG1GC", "-Xmx" + heap + "m");
  }

  private static List<String> serial(int heap) {
    return List.of("-XX:+UseSerialGC", "-Xmx" + heap + "m");
  }
}
