package io.github.headroom.it.lives;

import io.github.headroom.it.lives.LifeShape.Drawn;
import java.util.ArrayList;
import java.util.List;

/**
 * One life: a JVM with {@code ShapedService} in a cgroup.
 *
 * @param number of its shape, from 1
 * @param seconds after which it is ended where it has not been killed
 */
record RealLife(LifeShape shape, int number, long seed, Drawn drawn, int seconds) {

  /** What a JVM with the agent holds beside the parts that are drawn, MiB. */
  private static final int BASE = 52;

  private static final int HEAP = 8192;

  static RealLife of(LifeShape shape, int number, long seed, int livingSeconds) {
    Drawn drawn =
        new Drawn(seed * 1_000_003 + 1000L * shape.name().hashCode() + number, BASE, livingSeconds);
    shape.draw(drawn);
    // A leak that takes far longer than drawn is no kill of minutes any more.
    int seconds = shape.dies() ? drawn.from + 3 * drawn.lasts : livingSeconds;
    return new RealLife(shape, number, seed, drawn, seconds);
  }

  String name() {
    return shape.text().replace(' ', '-') + "-" + number;
  }

  /** The JDK, one after the other of those that are wanted. */
  int feature(List<Integer> features) {
    return features.get(number % features.size());
  }

  /** A heap that is the leak may grow over the limit; any other leaves room for the rest. */
  List<String> options() {
    boolean heapKills = "java_heap".equals(shape.area);
    int heap = heapKills ? 2 * drawn.limit : 16 + drawn.room * 6 / 10 / 1024;
    return List.of(
        "-XX:+UseSerialGC",
        "-Xmx" + heap + "m",
        "-XX:MaxDirectMemorySize=1g",
        "-XX:ReservedCodeCacheSize=24m");
  }

  List<String> arguments() {
    List<String> arguments = new ArrayList<>(drawn.parts);
    arguments.add("heap=level:" + HEAP);
    arguments.add("day=" + drawn.day);
    arguments.add("garbage=" + drawn.garbage);
    return arguments;
  }

  /** How long it takes, about. */
  int expectedSeconds() {
    return shape.dies() ? drawn.from + drawn.lasts : seconds;
  }

  String title() {
    return String.format(
        "%s: %d MiB, %d s at most%s%s%s",
        name(),
        drawn.limit,
        seconds,
        drawn.deploysEvery > 0 ? ", deployed every " + drawn.deploysEvery + " s" : "",
        drawn.reads > 0 ? ", reads " + drawn.reads + " KiB" : "",
        ", " + String.join(" ", arguments()));
  }
}
