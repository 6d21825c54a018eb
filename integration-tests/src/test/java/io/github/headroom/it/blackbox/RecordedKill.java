package io.github.headroom.it.blackbox;

import io.github.headroom.it.parts.Guest;
import io.github.headroom.it.scenes.Arrangement;
import io.github.headroom.it.scenes.Collector;
import io.github.headroom.it.scenes.Place;
import io.github.headroom.it.scenes.Scene;
import io.github.headroom.it.scenes.Victim;
import java.util.ArrayList;
import java.util.List;

/** A JVM that the OOM killer takes while it records: data. */
record RecordedKill(Scene scene, Medium medium) {

  private static final List<Integer> JAVAS_HERE = List.of(17, 21, 25);
  private static final List<Integer> JAVAS = List.of(17, 25);
  private static final List<Collector> COLLECTORS =
      List.of(Collector.SERIAL, Collector.G1, Collector.ZGC);

  /** A leak of some forty seconds. */
  private static final Victim SLOW_LEAK = Victim.named("SlowLeak").limit(128);

  /** Gone within a second, at a time when the agent has seen the JVM at rest. */
  private static final Victim SPIKE = Victim.named("SpikeHog").after(15);

  private static final List<Victim> MACHINE =
      List.of(
          SLOW_LEAK,
          Victim.named("HeapHog").slow(),
          Victim.named("HeapHog"),
          Victim.named("GcSawtoothLeak"),
          Victim.named("UnsafeHog"),
          Victim.named("DirectBufferHog"),
          Victim.named("ZlibHog"),
          Victim.named("MetaspaceHog"),
          Victim.named("ThreadHog"),
          Victim.named("TmpfsHog"),
          SPIKE);

  /** Slowly, or late: an emulated JVM takes ten seconds to start, and its agent as long. */
  private static final List<Victim> GUEST =
      List.of(Victim.named("HeapHog").slow(), Victim.named("SpikeHog").after(30));

  /** In a container as Kubernetes starts one. */
  private static final List<Victim> CONTAINER = List.of(SLOW_LEAK);

  /** Those of this machine, cgroup v1. */
  static List<RecordedKill> here() {
    return at(new Place(null, Arrangement.PLAIN, 0), MACHINE);
  }

  /** Those in a guest, cgroup v2, in groups and in containers of crun. */
  static List<RecordedKill> in(Guest.Kernel kernel) {
    List<RecordedKill> kills = at(new Place(kernel, Arrangement.PRIVATE, 0), CONTAINER);
    kills.addAll(at(new Place(kernel, Arrangement.PLAIN, 0), GUEST));
    return kills;
  }

  /** Each victim with each JVM, collector and medium at a place. */
  private static List<RecordedKill> at(Place place, List<Victim> victims) {
    List<RecordedKill> kills = new ArrayList<>();
    for (Victim victim : victims) {
      for (int java : place.guest() ? JAVAS : JAVAS_HERE) {
        for (Collector collector : COLLECTORS) {
          for (Medium medium : Medium.values()) {
            kills.add(new RecordedKill(new Scene(victim, place, collector, java), medium));
          }
        }
      }
    }
    return kills;
  }

  /** As in {@code v1-plain-SlowLeak-g1-java25-tmpfs}; the name of its directory too. */
  String name() {
    return scene.name() + "-" + medium.key();
  }
}
