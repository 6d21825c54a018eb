package io.github.headroom.it.platforms;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JVM in a guest, which the kernel kills or which lives.
 *
 * @param name of its directory
 * @param title in the document
 * @param area that grows until the kill; null where the JVM lives
 * @param lines of output after which one that lives is looked at; 0 where it is killed
 * @param environment NAME=VALUE
 * @param options of the JVM
 * @param victim a class of the demo's victims, and its arguments
 */
record GuestScene(
    String name,
    String title,
    int limitMib,
    @Nullable String area,
    int lines,
    List<String> environment,
    List<String> options,
    List<String> victim) {

  private static final String MIB_A_SECOND = "3145728";

  /** In the order in which they are played. */
  static List<GuestScene> all() {
    return List.of(
        new GuestScene(
            "still",
            "a service",
            160,
            null,
            45,
            List.of(),
            List.of("-Xmx48m"),
            List.of("SteadyService", "--cache", "16777216", "--garbage", "1048576")),
        new GuestScene(
            "cache",
            "page cache at the limit",
            160,
            null,
            45,
            List.of(),
            List.of("-Xmx24m"),
            List.of("PageCacheReader", "--file", "/files/large", "--hot", "67108864")),
        killed("native", "malloc", "native_other", List.of(), "-Xmx24m", "UnsafeHog"),
        // A small young generation: what a collection copies comes on top of the rate.
        killed("heap", "the Java heap", "java_heap", List.of(), "-Xmx1g -Xmn4m", "HeapHog"),
        // The C library gets its memory in pieces that have room for a huge page, so that the
        // kernel gives
        // one for the first byte that is written.
        killed(
            "huge",
            "malloc in huge pages",
            "native_other",
            List.of(
                "MALLOC_ARENA_MAX=1",
                "MALLOC_TOP_PAD_=134217728",
                "MALLOC_MMAP_THRESHOLD_=33554432"),
            "-Xmx24m",
            "UnsafeHog"));
  }

  private static GuestScene killed(
      String name,
      String title,
      String area,
      List<String> environment,
      String heap,
      String victim) {
    return new GuestScene(
        name,
        title,
        192,
        area,
        0,
        environment,
        List.of(heap),
        List.of(victim, "--rate", MIB_A_SECOND));
  }

  boolean lives() {
    return area == null;
  }

  long limit() {
    return (long) limitMib << 20;
  }

  /** The call of guest.sh. */
  String call() {
    List<String> words = new ArrayList<>(List.of(lives() ? "lives" : "killed", name));
    words.add(Long.toString(limit()));
    if (lives()) {
      words.add(Integer.toString(lines));
    }
    words.add("env");
    words.addAll(environment);
    words.addAll(List.of("$JAVA", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    words.addAll(options);
    words.addAll(List.of("-javaagent:/out/agent.jar", "-cp", "/out/demo.jar"));
    words.add("io.github.headroom.demo.victims." + victim.get(0));
    words.addAll(victim.subList(1, victim.size()));
    return String.join(" ", words) + "\n";
  }
}
