package io.github.headroom.it.scenes;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program of the demo application and what makes it a short scene.
 *
 * @param key its name, with what distinguishes it from other runs of the same program
 * @param arguments of the program; {@code {rate}}, {@code {most}} (where one that lives holds
 *     still, of minutes never), {@code {file}} (one to be read, larger than the limit), {@code
 *     {tmpfs}}, {@code {disk}}, {@code {slow}} (new directories), {@code {limit}} (the file of the
 *     limit that binds) and {@code {after}} (seconds in which some exports are made) are filled in
 * @param heap JVM options that size the heap
 * @param limit bytes
 * @param rate at which it takes memory
 * @param collectors those it is run with
 * @param area of the ledger that it grows
 */
public record Victim(
    String key,
    List<String> arguments,
    List<String> heap,
    long limit,
    Rate rate,
    Outcome outcome,
    List<Collector> collectors,
    @Nullable String area) {

  public static final long MIB = 1 << 20;
  static final long READ_BYTES = 320 * MIB;
  private static final long HOT = 145 * MIB;

  /** As DentryHog counts: a struct dentry and its name. */
  private static final long NAME = 448;

  private static final int PAGE = 4096;

  private static final List<Collector> SERIAL = List.of(Collector.SERIAL);
  private static final List<Collector> EACH =
      List.of(Collector.SERIAL, Collector.G1, Collector.PARALLEL, Collector.ZGC);
  private static final List<String> SMALL_HEAP = List.of("-Xmx24m");

  static List<Victim> all() {
    return List.of(
        // A small young generation: what a collection copies comes on top of the rate.
        dies("HeapHog", "java_heap").heap(EACH, "-Xmx1g", "-Xmn4m"),
        dies("DirectBufferHog", "direct_buffers").more("-XX:MaxDirectMemorySize=1g"),
        dies("UnsafeHog", "native_other"),
        dies("ZlibHog", "native_other"),
        dies("MetaspaceHog", "metaspace"),
        dies("ThreadHog", "thread_stacks"),
        dies("MappedFileHog", "shared_memory", "--file", "{tmpfs}/mapped"),
        dies("TmpfsHog", "shared_memory", "--directory", "{tmpfs}"),
        dies("ChildHog", "other_processes").limit(192).ending(Outcome.CHILD_KILLED),
        dies("SlowLeak", "native_other").limit(96).rate(Rate.SLOW),
        new Victim(
            "StaircaseLeak",
            List.of("--step", "" + Rate.STEP, "--every", "1"),
            SMALL_HEAP,
            128 * MIB,
            Rate.STAIRS,
            Outcome.KILLED,
            SERIAL,
            "native_other"),
        dies("SpikeHog", "native_other", "--after", "{after}").rate(Rate.SPIKE),
        dies("GcSawtoothLeak", "java_heap", "--garbage", "" + 20 * MIB, "--after", "{after}")
            .heap(EACH, "-Xmx1g", "-Xmn8m"),
        dies("SwapFiller", "native_other", "--cold", "" + 32 * MIB, "--after", "{after}"),
        dies(
                "LimitShrinker",
                "native_other",
                "--hold",
                "" + 40 * MIB,
                "--after",
                "{after}",
                "--limit-file",
                "{limit}",
                "--to",
                "" + SHRUNK)
            .limit(160),
        lives("SteadyService", "--cache", "" + 24 * MIB).heap(SERIAL, "-Xmx48m").limit(160),
        lives("PageCacheReader", "--file", "{file}", "--hot", "" + HOT, "--most", "{most}")
            .limit(192),
        lives("DentryHog", "--directory", "{disk}", "--names", "" + NAMES, "--rate", "{rate}")
            .rate(Rate.STEADY),
        lives("MappedFileReader", "--file", "{file}", "--rate", "{rate}", "--most", "{most}")
            .limit(160)
            .rate(Rate.READ)
            .growing("file_cache"),
        lives("FullHeapService").heap(EACH, "-Xms64m", "-Xmx64m").limit(192),
        lives("WarmUp", "--rate", "" + 8 * MIB, "--most", "" + 40 * MIB)
            .heap(SERIAL, "-Xmx80m", "-Xmn8m")
            .limit(192));
  }

  /** Answers of {@link #NAME} bytes that are more than the limit. */
  private static final long NAMES = 160 * MIB / NAME;

  /** The limit that LimitShrinker asks for. */
  static final long SHRUNK = 64 * MIB;

  /** Lives: the kernel writes the pages back and takes them. */
  static Victim onDisk() {
    return lives("MappedFileHog-disk", "--file", "{disk}/mapped", "--most", "" + 256 * MIB)
        .limit(160);
  }

  /** Hogs beside page cache, clean and dirty, and below a larger limit. */
  static List<Victim> withFiles() {
    return List.of(
        dies("ReaderHog", "native_other", "--file", "{file}", "--hot", "" + HOT).limit(192),
        dies("WriterHog", "native_other", "--file", "{disk}/written").limit(192),
        dies("UnsafeHog-1g", "native_other").limit(1024).rate(Rate.LARGE));
  }

  /** Writes faster than its disk: reclaim finds dirty page cache alone. */
  static Victim onSlowDisk() {
    return dies(
            "WriterHog-slow", "native_other", "--file", "{slow}/written", "--size", "" + 32 * MIB)
        .limit(160);
  }

  /** Hogs whose pages compress to next to nothing, and to half of their size. */
  static List<Victim> compressed() {
    return List.of(
        named("UnsafeHog"), dies("UnsafeHog-noise", "native_other", "--noise", "" + PAGE / 2));
  }

  /** Half of what it takes it gives back, which stays charged with the huge pages it lies in. */
  static Victim inHugePages() {
    return dies("HugePageHog", "native_other");
  }

  /**
   * What leaks for minutes, and what lives beside it. A heap leaks with each collector: they give
   * it its room in steps of their own.
   */
  static List<Victim> ofMinutes() {
    List<Victim> all = new ArrayList<>();
    for (String key :
        List.of(
            "HeapHog",
            "DirectBufferHog",
            "UnsafeHog",
            "ZlibHog",
            "MetaspaceHog",
            "ThreadHog",
            "TmpfsHog",
            "GcSawtoothLeak",
            "ChildHog",
            "SteadyService",
            "PageCacheReader",
            "FullHeapService",
            "WarmUp")) {
      Victim victim = named(key);
      all.add(
          new Victim(
              key + MINUTES,
              victim.arguments,
              victim.heap,
              victim.dies() ? 144 * MIB : victim.limit,
              victim.dies() ? Rate.MINUTES : Rate.NONE,
              victim.outcome,
              victim.dies() && victim.collectors.size() > 1
                  ? victim.collectors
                  : List.of(Collector.G1),
              victim.area));
    }
    return all;
  }

  private static final String MINUTES = "-minutes";

  /** The same, taking memory as slowly as SlowLeak. */
  public Victim slow() {
    return new Victim(key + "-slow", arguments, heap, limit, Rate.SLOW, outcome, collectors, area);
  }

  /** The same, doing nothing for so many seconds, in which the JVM settles. */
  public Victim after(int seconds) {
    List<String> settled =
        arguments.stream().map(text -> text.replace("{after}", "" + seconds)).toList();
    return new Victim(key, settled, heap, limit, rate, outcome, collectors, area);
  }

  boolean takesMinutes() {
    return key.endsWith(MINUTES);
  }

  public static Victim named(String key) {
    return all().stream().filter(victim -> victim.key.equals(key)).findFirst().orElseThrow();
  }

  /**
   * Bytes that a living victim has printed when there is something to see, and when it holds still:
   * reclaim moves many pages at once, and between a sample and the look at the files there would be
   * any number of them. The cache's reader has then read its part a dozen times, which makes the
   * kernel take that for active. 0 for one that is looked at as it goes.
   */
  long settledAt() {
    return switch (key) {
      case "PageCacheReader" -> READ_BYTES + 12 * HOT;
      case "MappedFileReader" -> 2 * READ_BYTES;
      case "DentryHog" -> NAMES * NAME - MIB;
      default -> 0;
    };
  }

  /** The program. */
  public String program() {
    int variant = key.indexOf('-');
    return variant < 0 ? key : key.substring(0, variant);
  }

  boolean dies() {
    return outcome == Outcome.KILLED || outcome == Outcome.CHILD_KILLED;
  }

  private static Victim dies(String key, String area, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--rate", "{rate}"));
    return new Victim(key, all, SMALL_HEAP, 128 * MIB, Rate.STEADY, Outcome.KILLED, SERIAL, area);
  }

  private static Victim lives(String key, String... arguments) {
    return new Victim(
        key, List.of(arguments), SMALL_HEAP, 128 * MIB, Rate.NONE, Outcome.LIVES, SERIAL, null);
  }

  private Victim heap(List<Collector> run, String... options) {
    return new Victim(key, arguments, List.of(options), limit, rate, outcome, run, area);
  }

  private Victim more(String option) {
    List<String> options = new ArrayList<>(heap);
    options.add(option);
    return new Victim(key, arguments, options, limit, rate, outcome, collectors, area);
  }

  public Victim limit(long mib) {
    return new Victim(key, arguments, heap, mib * MIB, rate, outcome, collectors, area);
  }

  public Victim rate(Rate other) {
    return new Victim(key, arguments, heap, limit, other, outcome, collectors, area);
  }

  private Victim growing(String other) {
    return new Victim(key, arguments, heap, limit, rate, outcome, collectors, other);
  }

  private Victim ending(Outcome other) {
    return new Victim(key, arguments, heap, limit, rate, other, collectors, area);
  }
}
