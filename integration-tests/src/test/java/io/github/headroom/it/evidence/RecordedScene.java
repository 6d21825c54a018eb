package io.github.headroom.it.evidence;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was run, by the file "scene" of the evidence. Bytes, milliseconds since the epoch.
 *
 * @param kernel uname -r
 * @param lruGen whether the kernel reclaimed by the multi-generational LRU
 *     (admin-guide/mm/multigen_lru.rst); false where the scene does not name it
 * @param cgroup v1 or v2
 * @param arrangement plain, ancestor, oom_group, high, mglru, zswap, private or host
 * @param runtime runc or crun; empty outside containers
 * @param limit of the group whose limit binds
 * @param ownLimit of the JVM's own group
 * @param swap what the group may swap, 0 for nothing
 * @param high memory.high
 * @param tickMillis the export interval
 * @param rate bytes a second that the victim takes, 0 if it takes none
 * @param outcome killed, child_killed, lives or throttled
 * @param area of the ledger that the victim grows
 * @param group the JVM's own, as the kernel's log names it
 * @param limited the group whose limit binds, named the same way
 * @param pid of the JVM, as the kernel numbers it
 * @param ended when the end was seen, or when a victim that lives was looked at
 * @param exit empty when the victim was stopped by the runner
 */
public record RecordedScene(
    String name,
    String victim,
    String arguments,
    String options,
    String collector,
    int java,
    String kernel,
    boolean lruGen,
    String cgroup,
    String arrangement,
    Optional<String> runtime,
    long limit,
    OptionalLong ownLimit,
    long swap,
    OptionalLong high,
    long tickMillis,
    long rate,
    String outcome,
    Optional<String> area,
    String group,
    String limited,
    long pid,
    long started,
    long ended,
    OptionalInt exit) {

  static final String KILLED = "killed";
  static final String CHILD_KILLED = "child_killed";
  static final String LIVES = "lives";
  static final String THROTTLED = "throttled";

  /** Reads it; each value that is missing or not as expected becomes a fault. */
  static RecordedScene of(Properties properties, List<String> faults) {
    Reader reader = new Reader(properties, faults);
    return new RecordedScene(
        reader.text("name"),
        reader.text("victim"),
        properties.getProperty("arguments", ""),
        properties.getProperty("options", ""),
        reader.oneOf("collector", "serial", "g1", "parallel", "zgc", "default"),
        (int) reader.number("java"),
        reader.text("kernel"),
        Boolean.parseBoolean(properties.getProperty("lru_gen")),
        reader.oneOf("cgroup", "v1", "v2"),
        reader.oneOf(
            "arrangement",
            "plain",
            "ancestor",
            "oom_group",
            "high",
            "mglru",
            "zswap",
            "private",
            "host"),
        Optional.ofNullable(properties.getProperty("runtime")),
        reader.number("limit"),
        reader.optional("own_limit"),
        reader.number("swap"),
        reader.optional("high"),
        reader.number("tick_millis"),
        reader.number("rate"),
        reader.oneOf("outcome", KILLED, CHILD_KILLED, LIVES, THROTTLED),
        Optional.ofNullable(properties.getProperty("area")),
        reader.text("group"),
        reader.text("limited"),
        reader.number("pid"),
        reader.number("started"),
        reader.number("ended"),
        exit(reader.optional("exit")));
  }

  /** The number that the victim was given for an option such as --step; 0 where it was not. */
  double argument(String option) {
    Matcher given = Pattern.compile(option + " (\\d+)").matcher(arguments);
    return given.find() ? Double.parseDouble(given.group(1)) : 0;
  }

  /** Whether the kernel, such as 6.1.0-50-amd64, is older than that. */
  boolean kernelBefore(int major, int minor) {
    String[] numbers = kernel.split("[.+-]", 3);
    int its = Integer.parseInt(numbers[0]);
    return its < major || (its == major && Integer.parseInt(numbers[1]) < minor);
  }

  boolean v2() {
    return cgroup.equals("v2");
  }

  /** Whether the OOM killer was to come, for the JVM or for a child of it. */
  public boolean endsInAKill() {
    return outcome.equals(KILLED) || outcome.equals(CHILD_KILLED);
  }

  /** Whether nothing was to happen to it. */
  public boolean lives() {
    return outcome.equals(LIVES);
  }

  private static OptionalInt exit(OptionalLong exit) {
    return exit.isPresent() ? OptionalInt.of((int) exit.getAsLong()) : OptionalInt.empty();
  }

  private record Reader(Properties properties, List<String> faults) {

    String text(String key) {
      String text = properties.getProperty(key);
      if (text == null || text.isBlank()) {
        faults.add("scene: " + key + " is missing");
        return "";
      }
      return text;
    }

    String oneOf(String key, String... known) {
      String text = text(key);
      if (!text.isEmpty() && !List.of(known).contains(text)) {
        faults.add(
            "scene: " + key + ": expected one of " + List.of(known) + ", found \"" + text + "\"");
      }
      return text;
    }

    long number(String key) {
      return text(key).isEmpty() ? 0 : optional(key).orElse(0);
    }

    OptionalLong optional(String key) {
      String text = properties.getProperty(key);
      if (text == null) {
        return OptionalLong.empty();
      }
      if (!text.matches("\\d{1,18}")) {
        faults.add("scene: " + key + ": expected a number, found \"" + text + "\"");
        return OptionalLong.empty();
      }
      return OptionalLong.of(Long.parseLong(text));
    }
  }
}
