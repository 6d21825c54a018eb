package io.github.headroom.it.scenes;

import java.util.List;
import java.util.Locale;

/** The JVM's garbage collector; DEFAULT leaves it, and the heap's size, to the JVM. */
public enum Collector {
  SERIAL("Serial"),
  G1("G1"),
  PARALLEL("Parallel"),
  ZGC("Z"),
  DEFAULT("");

  private final String option;

  Collector(String option) {
    this.option = option;
  }

  public List<String> options() {
    return this == DEFAULT ? List.of() : List.of("-XX:+Use" + option + "GC");
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
