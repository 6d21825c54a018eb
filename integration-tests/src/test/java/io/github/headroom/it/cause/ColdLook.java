package io.github.headroom.it.cause;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the first look of a JVM took, its own classes loaded by it.
 *
 * @param found its sentence
 * @param cpu nanoseconds of the thread that looked
 * @param garbage bytes that it allocated
 * @param safepoints of the JVM meanwhile
 */
record ColdLook(String area, int feature, String found, long cpu, long garbage, long safepoints) {

  /** Areas whose look needs no histogram, with what {@link Situations} is to be given. */
  static List<ColdLook> all(int feature, Path directory) throws Exception {
    Path shared = Files.createTempFile(Path.of("/dev/shm"), "cold", ".dat");
    List<ColdLook> all = new ArrayList<>();
    try {
      all.add(of(feature, directory, "THREAD_STACKS"));
      all.add(of(feature, directory, "METASPACE"));
      all.add(of(feature, directory, "DIRECT_BUFFERS"));
      all.add(of(feature, directory, "OTHER_PROCESSES", "/bin/sh", "-c", "echo; read end"));
      all.add(of(feature, directory, "SHARED_MEMORY", shared.toString()));
      all.add(of(feature, directory, "KERNEL"));
      all.add(of(feature, directory, "FILE_CACHE", directory.resolve("cold.log").toString()));
    } finally {
      Files.delete(shared);
    }
    return all;
  }

  private static ColdLook of(int feature, Path directory, String... arguments) throws Exception {
    try (CgroupV1 group = CgroupV1.create().limit(3L << 30);
        JavaProcess service =
            OwnAgent.running(directory, Situations.class, List.of(), arguments)
                .java(Jdks.java(feature))
                // No collection and no periodic safepoint comes between.
                .options("-Xmx800m", "-Xmn500m", "-XX:+UseSerialGC")
                .options("-XX:+UnlockDiagnosticVMOptions", "-XX:GuaranteedSafepointInterval=0")
                .in(group)
                .start()) {
      if (service.awaitExit(Await.BOUND) != 0) {
        throw new AssertionError(service.toString());
      }
      List<String> lines = service.output().lines().toList();
      return new ColdLook(
          arguments[0].toLowerCase(java.util.Locale.ROOT),
          feature,
          lines.get(0),
          number(lines.get(1)),
          number(lines.get(2)),
          number(lines.get(3)));
    }
  }

  /** For a file; {@link #ofLine} reads it. */
  String line() {
    return String.join("\t", area, "" + feature, found, "" + cpu, "" + garbage, "" + safepoints);
  }

  static ColdLook ofLine(String line) {
    String[] parts = line.split("\t", -1);
    return new ColdLook(
        parts[0],
        Integer.parseInt(parts[1]),
        parts[2],
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]),
        Long.parseLong(parts[5]));
  }

  private static long number(String line) {
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }
}
