package io.github.headroom.it.scenes;

import io.github.headroom.it.parts.Guest;
import io.github.headroom.it.parts.Jdks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** All scenes: the product of the tables. */
final class Scenes {

  private Scenes() {}

  /** Every victim with each of its collectors at every place that it can be at. */
  static List<Scene> all() {
    List<Scene> scenes = new ArrayList<>();
    Place.MACHINE.forEach(place -> add(scenes, place));
    Place machine = Place.MACHINE.get(0);
    scenes.add(new Scene(Victim.onDisk(), machine, Collector.SERIAL, Scene.JAVA));
    for (int java : Jdks.features()) {
      if (java != Scene.JAVA) {
        for (String victim : List.of("HeapHog", "UnsafeHog")) {
          scenes.add(new Scene(Victim.named(victim), machine, Collector.SERIAL, java));
        }
      }
    }
    // JDK 17 does not see the limit of such a container (JDK-8286212) and sizes its heap by the
    // machine.
    scenes.add(
        new Scene(
            Victim.named("HeapHog"),
            new Place(null, Arrangement.PRIVATE, 0),
            Collector.DEFAULT,
            Scene.JAVA));
    addAll(scenes, Victim.withFiles(), machine);
    addAll(scenes, List.of(Victim.onSlowDisk()), machine);
    for (Guest.Kernel kernel : Guest.Kernel.values()) {
      Place.in(kernel).forEach(place -> add(scenes, place));
      addAll(scenes, Victim.withFiles(), Place.in(kernel).get(0));
      addAll(scenes, Victim.withFiles().subList(0, 2), Place.in(kernel).get(1));
      addAll(scenes, List.of(Victim.onSlowDisk(), Victim.inHugePages()), Place.in(kernel).get(0));
      addAll(scenes, Victim.compressed(), Place.compressing(kernel));
    }
    // Debian switches it on in 6.12.
    Place mglru = new Place(Guest.Kernel.BOOKWORM, Arrangement.MGLRU, 0);
    addAll(scenes, List.of(Victim.onSlowDisk()), mglru);
    addAll(scenes, Victim.ofMinutes(), machine);
    return scenes;
  }

  private static void addAll(List<Scene> scenes, List<Victim> victims, Place place) {
    for (Victim victim : victims) {
      for (Collector collector : victim.collectors()) {
        scenes.add(new Scene(victim, place, collector, Scene.JAVA));
      }
    }
  }

  private static final Set<String> CI =
      Set.of(
          "v1-plain-HeapHog-serial",
          "v1-plain-HeapHog-g1",
          "v1-plain-HeapHog-parallel",
          "v1-plain-HeapHog-zgc",
          "v1-plain-DirectBufferHog",
          "v1-plain-ZlibHog",
          "v1-plain-MetaspaceHog",
          "v1-plain-ThreadHog",
          "v1-plain-MappedFileHog",
          "v1-plain-MappedFileHog-disk",
          "v1-plain-StaircaseLeak",
          "v1-plain-SpikeHog",
          "v1-plain-GcSawtoothLeak-g1",
          "v1-plain-LimitShrinker",
          "v1-plain-SteadyService",
          "v1-plain-PageCacheReader",
          "v1-plain-DentryHog",
          "v1-plain-FullHeapService-zgc",
          "v1-plain-WarmUp",
          "v1-ancestor-UnsafeHog",
          "v1-private-HeapHog-default",
          "v1-private-UnsafeHog",
          "v1-host-ChildHog",
          "6.1-plain-HeapHog-serial",
          "6.1-plain-LimitShrinker",
          "6.1-plain-PageCacheReader",
          "6.1-plain-MappedFileReader",
          "6.1-swap-SwapFiller",
          "6.1-ancestor-TmpfsHog",
          "6.1-private-HeapHog-zgc",
          "6.1-host-UnsafeHog",
          "6.1-oom_group-ChildHog",
          "6.1-high-UnsafeHog",
          "6.1-mglru-WriterHog-slow",
          "6.12-plain-HeapHog-serial",
          "6.12-plain-UnsafeHog",
          "6.12-plain-PageCacheReader",
          "6.12-swap-UnsafeHog",
          "6.12-ancestor-SlowLeak",
          "6.12-private-UnsafeHog",
          "6.12-oom_group-UnsafeHog",
          "6.12-high-TmpfsHog");

  /** What is run with every build: each victim, collector, arrangement and kernel at least once. */
  static List<Scene> ci() {
    List<Scene> ci = all().stream().filter(scene -> CI.contains(scene.name())).toList();
    if (ci.size() != CI.size()) {
      throw new IllegalStateException("expected " + CI.size() + " scenes, found " + ci.size());
    }
    return ci;
  }

  static Scene named(String name) {
    return all().stream()
        .filter(scene -> scene.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no scene " + name));
  }

  private static void add(List<Scene> scenes, Place place) {
    for (Victim victim : Victim.all()) {
      // Whose cgroup files can be read only.
      if (place.arrangement().container() && victim.key().equals("LimitShrinker")) {
        continue;
      }
      addAll(scenes, List.of(victim), place);
    }
  }
}
