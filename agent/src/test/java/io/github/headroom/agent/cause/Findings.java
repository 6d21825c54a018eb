package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.forecast.MemoryArea;

/** Findings for the tests of other rooms. */
public final class Findings {

  private Findings() {}

  public static Finding of(MemoryArea area, String kind, String name, String text) {
    return new Finding(area, kind, name, null, text);
  }

  public static Finding of(
      MemoryArea area,
      String kind,
      String name,
      String text,
      String unit,
      long before,
      long now,
      double seconds) {
    Change change = new Change(unit, before, now, seconds);
    return new Finding(area, kind, name, change, text);
  }
}
