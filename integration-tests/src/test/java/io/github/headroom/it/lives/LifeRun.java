package io.github.headroom.it.lives;

import io.github.headroom.it.evidence.Export;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Lives one life and leaves in its directory {@code trace} ({@link LifeTrace}), {@code err} and,
 * written last, {@code life}: a directory without it is of a run that did not end.
 */
final class LifeRun {

  static final String ENDED = "life";

  private static final long POLL_MILLIS = 50;
  private static final long LATE_MILLIS = 60_000;

  private final RealLife life;
  private final Path java;
  private final Path directory;
  private final Properties record = new Properties();
  private final StringBuilder errors = new StringBuilder();
  private double onset = Double.NaN;

  private LifeRun(RealLife life, Path java, Path directory) {
    this.life = life;
    this.java = java;
    this.directory = directory;
  }

  /** Returns how it went, in a line. */
  static String run(RealLife life, Path java, Path directory) throws Exception {
    return new LifeRun(life, java, Files.createDirectories(directory)).run();
  }

  private String run() throws Exception {
    Path files = Files.createTempDirectory(Path.of("/dev/shm"), "headroom-life");
    Path read = Files.createTempFile("headroom-life", ".dat");
    long start = System.currentTimeMillis();
    try (LifeGroup group = LifeGroup.create(life.name(), life.drawn().limit);
        LifeTrace trace = new LifeTrace(directory.resolve("trace"), start)) {
      if (life.drawn().reads > 0) {
        group.write(read, life.drawn().reads);
      }
      long end = start + life.seconds() * 1000L;
      Deque<LifeShape.Limit> limits = new ArrayDeque<>(life.drawn().limits);
      @Nullable Integer exit = null;
      int deploys = -1;
      while (exit == null && System.currentTimeMillis() < end) {
        deploys++;
        int every = life.drawn().deploysEvery;
        long until = every > 0 ? System.currentTimeMillis() + every * 1000L : end;
        exit = process(group, trace, start, Math.min(until, end), limits, files, read);
      }
      put("killed", exit != null && exit == 137 && group.kills() > 0);
      put("exit", exit == null ? "lives" : exit);
      put("seconds", seconds(System.currentTimeMillis() - start));
      put("deploys", deploys);
      put("cgroup", group.version());
    } finally {
      delete(files);
      Files.delete(read);
    }
    Files.writeString(directory.resolve("err"), errors);
    describe();
    return life.name() + ": " + record.get("exit") + " after " + record.get("seconds") + " s";
  }

  /** The exit status of a process that has ended by itself or was killed; else null. */
  private @Nullable Integer process(
      LifeGroup group,
      LifeTrace trace,
      long start,
      long until,
      Deque<LifeShape.Limit> limits,
      Path files,
      Path read)
      throws IOException, InterruptedException {
    String[] arguments = arguments(files, read);
    try (OtlpReceiver receiver =
            OtlpReceiver.start()
                .handingTo(
                    points -> trace.take(new Export("", System.currentTimeMillis(), points)));
        JavaProcess process =
            JavaProcess.victim("ShapedService", arguments)
                .java(java)
                .options(life.options().toArray(String[]::new))
                .agent()
                .exportingTo(receiver.endpoint())
                .environment("HEADROOM_METRICS", "essential")
                .in(group.group)
                .start()) {
      int before = trace.lines();
      // A process that has not exported yet goes on, for a while: a busy machine starts it late.
      while (process.isAlive()
          && (System.currentTimeMillis() < until
              || (trace.lines() == before && System.currentTimeMillis() < until + LATE_MILLIS))) {
        Thread.sleep(POLL_MILLIS);
        LifeShape.Limit next = limits.peek();
        if (next != null && System.currentTimeMillis() - start >= next.at() * 1000L) {
          limits.remove();
          errors.append("limit ").append(next.mebibytes()).append(" MiB: ");
          errors.append(group.limit(next.mebibytes()) ? "set\n" : "refused\n");
        }
      }
      boolean ended = !process.isAlive();
      if (Double.isNaN(onset)) {
        onset = life.drawn().from + (firstLine(process, start) - start) / 1e3;
      }
      errors.append(process.errors());
      return ended ? (Integer) process.awaitExit() : null;
    }
  }

  private String[] arguments(Path files, Path read) {
    var arguments = new java.util.ArrayList<>(life.arguments());
    arguments.add("directory=" + files);
    if (life.drawn().reads > 0) {
      arguments.add("reads=" + read);
    }
    return arguments.toArray(String[]::new);
  }

  /** When main had begun, milliseconds since the epoch. */
  private static long firstLine(JavaProcess process, long otherwise) {
    String output = process.output();
    return output.length() > 13 ? Long.parseLong(output.substring(0, 13)) : otherwise;
  }

  private void describe() throws IOException {
    put("name", life.name());
    put("shape", life.shape().text());
    put("family", life.shape().family);
    put("dies", life.shape().dies());
    put("ordinary", life.shape().isOrdinary());
    if (life.shape().area != null) {
      put("area", life.shape().area);
      put("onset", String.format(Locale.ROOT, "%.3f", onset));
    }
    put("limit", life.drawn().limit);
    put("seed", life.seed());
    put("java", java);
    put("arguments", String.join(" ", life.arguments()));
    StringWriter text = new StringWriter();
    record.store(text, null);
    Files.writeString(directory.resolve(ENDED), text.toString());
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1e3);
  }

  private void put(String key, Object value) {
    record.setProperty(key, value.toString());
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
