package io.github.headroom.it.cause;

import java.util.List;

/**
 * A life that the kernel ends, and the name that grows in it. All of it is drawn from the seed.
 *
 * @param area as the ledger calls it
 * @param feature of the JDK
 * @param collector the option of it
 * @param limit of the cgroup, MiB
 * @param main the class whose source is given
 * @param source of one compilation unit in Java 8
 * @param mount a directory on which a tmpfs is to be mounted; empty for none
 * @param named what the cause is to contain, all of it
 * @param drawn the numbers, for the list of misses
 */
record CauseLife(
    String area,
    long seed,
    int feature,
    String collector,
    int limit,
    String main,
    String source,
    String mount,
    List<String> named,
    String drawn) {

  /** In the order of the document. */
  static final List<String> AREAS =
      List.of(
          "thread_stacks",
          "metaspace",
          "java_heap",
          "direct_buffers",
          "native_other",
          "other_processes",
          "shared_memory",
          "kernel");

  static final List<String> COLLECTORS = List.of("Serial", "Parallel", "G1", "Z", "Shenandoah");

  /** Of the heap's lives each collector has its turn, by the number of the life. */
  static CauseLife of(String area, int number, int feature, long seed) {
    Draw draw = new Draw(seed);
    int limit = draw.between(180, 300);
    int rate = draw.between(3, 8);
    String main = draw.name();
    String grown = draw.name();
    boolean second = draw.of(false, true);
    int bytes = draw.between(100, 900);
    int stack = draw.between(256, 800);
    String word = draw.word();
    String collector =
        area.equals("java_heap")
            ? COLLECTORS.get(number % COLLECTORS.size())
            : draw.of("Serial", "G1");
    String mount = area.equals("shared_memory") ? "/tmp/" + word : "";
    String body;
    List<String> named;
    switch (area) {
      case "thread_stacks" -> {
        String form = draw.of("w-worker-N", "w pool N thread", "w[N]", "w:N-io");
        body = Sources.threads(form.replace("w", word).replace("N", "\" + n + \""), stack);
        named = List.of(word);
      }
      case "metaspace" -> {
        body = second ? Sources.manyLoaders(grown) : Sources.manyClasses(grown);
        named = List.of(grown);
      }
      case "java_heap" -> {
        body = Sources.heap(grown, bytes, draw.between(1, 40));
        named = List.of(grown);
      }
      case "direct_buffers" -> {
        body = Sources.directBuffers(draw.between(16, 1024));
        named = List.of("buffers");
      }
      case "native_other" -> {
        body = second ? Sources.deflaters() : Sources.inflaters();
        named = List.of(second ? "java.util.zip.Deflater" : "java.util.zip.Inflater");
      }
      case "other_processes" -> {
        body = Sources.process(main, grown, rate);
        named = List.of(grown);
      }
      case "shared_memory" -> {
        body = Sources.sharedMemory(mount + "/" + grown + ".dat");
        named = List.of(word, grown);
      }
      case "kernel" -> {
        body = Sources.pipes();
        named = List.of("pipes");
      }
      default -> throw new IllegalArgumentException("no area " + area);
    }
    return new CauseLife(
        area,
        seed,
        feature,
        collector,
        limit,
        main,
        Sources.unit(main, rate, body),
        mount,
        named,
        limit + " MiB, " + rate + " MiB/s");
  }

  /** The largest heap, MiB: of the heap's lives more than fits. */
  int heap() {
    return area.equals("java_heap") ? 2 * limit : 48;
  }

  boolean isNamedBy(String cause) {
    return cause.startsWith(area + ": ") && named.stream().allMatch(cause::contains);
  }
}
