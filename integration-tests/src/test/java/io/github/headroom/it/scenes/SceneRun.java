package io.github.headroom.it.scenes;

import io.github.headroom.it.parts.Container;
import io.github.headroom.it.parts.ContainerBuilder;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Runs a scene here and leaves its evidence in a directory. What it came to is judged elsewhere:
 * this only looks.
 */
final class SceneRun {

  private static final int MOST_ATTEMPTS = 3;

  private final Scene scene;
  private final Path directory;
  private final Map<String, String> record = new TreeMap<>();

  /** Whether the kernel killed a second process with the one that the scene is about. */
  private boolean killedTwice;

  private SceneRun(Scene scene, Path directory) {
    this.scene = scene;
    this.directory = directory;
  }

  /**
   * @param directory to be made
   * @throws org.opentest4j.TestAbortedException with the reason, when it cannot be run here
   */
  static void run(Scene scene, Path directory) throws Exception {
    SceneRun run = new SceneRun(scene, directory);
    run.run();
    for (int attempts = 1; run.killedTwice && attempts < MOST_ATTEMPTS; attempts++) {
      SceneDirectory.delete(directory);
      run = new SceneRun(scene, directory);
      run.run();
    }
  }

  private void run() throws Exception {
    Path java = Jdks.java(scene.java());
    Path exports = Files.createDirectories(directory.resolve("exports"));
    try (Props props = Props.of(scene);
        OtlpReceiver receiver = OtlpReceiver.start().keepingIn(exports)) {
      KernelMessages messages = KernelMessages.fromNow();
      put("started", System.currentTimeMillis());
      try (Subject subject = start(java, props, receiver);
          SceneEnd end = new SceneEnd(scene, subject, receiver)) {
        end.await();
        put("ended", System.currentTimeMillis());
        boolean ended = !subject.isAlive();
        copyFiles(subject);
        Files.writeString(directory.resolve("out"), subject.output());
        Files.writeString(directory.resolve("err"), subject.errors());
        Files.writeString(directory.resolve("dmesg"), messages.since());
        if (ended) {
          put("exit", subject.exit());
          // The child's memory may not be uncharged yet when a thread of the JVM charges the next
          // page: a process that is being freed is passed over (MMF_OOM_SKIP, mm/oom_kill.c), and
          // the JVM is next. Seen in one of some twelve runs, 3 ms after the child.
          killedTwice =
              scene.outcome() == Outcome.CHILD_KILLED
                  && messages.since().split("Killed process", -1).length > 2;
        }
      }
    }
    describe();
  }

  private Subject start(Path java, Props props, OtlpReceiver receiver) throws Exception {
    String tick = scene.tickMillis() + "ms";
    if (scene.place().arrangement().container()) {
      boolean guest = scene.place().guest();
      ContainerBuilder builder =
          Container.of(guest ? Container.OciRuntime.CRUN : Container.OciRuntime.RUNC)
              .namespace(
                  scene.place().arrangement() == Arrangement.HOST
                      ? Container.Namespace.HOST
                      : Container.Namespace.PRIVATE)
              .limit(scene.limit())
              .environment("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
              .environment("OTEL_METRIC_EXPORT_INTERVAL", tick);
      if (guest) {
        builder.memoryAndSwapLimit(scene.limit() + scene.place().swap());
      }
      put("runtime", guest ? "crun" : "runc");
      List<String> command = jvm(java, props.arguments(Path.of("/none"))).command();
      return subject(Subject.of(builder.start(command)));
    }
    Groups groups = Groups.of(scene);
    try {
      Path limitFile = groups.limited().directory().resolve(limitFile());
      JavaProcess.Builder jvm =
          jvm(java, props.arguments(limitFile))
              .environment("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
              .environment("OTEL_METRIC_EXPORT_INTERVAL", tick);
      return subject(Subject.of(groups, groups.start(jvm)));
    } catch (Throwable e) {
      groups.close();
      throw e;
    }
  }

  private Subject subject(Subject subject) throws IOException {
    put("pid", subject.pid());
    put("group", subject.own().path());
    put("limited", subject.limited().path());
    put("lru_gen", lruGen()); // an arrangement may switch it back at the scene's end
    return subject;
  }

  private JavaProcess.Builder jvm(Path java, List<String> arguments) {
    put("arguments", String.join(" ", arguments));
    put("options", String.join(" ", scene.options()));
    return JavaProcess.victim(scene.victim().program(), arguments.toArray(String[]::new))
        .java(java)
        .options(scene.options().toArray(String[]::new))
        // A JVM that crashes, as under emulation one did, leaves its report with the evidence.
        .options("-XX:+IgnoreUnrecognizedVMOptions", "-XX:+ErrorFileToStderr")
        // A recording's own pages, dirty at first, are not what a scene is about.
        .agent("headroom.slow.interval=1s,headroom.recorder=off");
  }

  private void copyFiles(Subject subject) throws IOException {
    copyFiles(subject.own().directory(), directory.resolve("files/own"));
    copyFiles(subject.limited().directory(), directory.resolve("files/limited"));
  }

  private static void copyFiles(Path group, Path to) throws IOException {
    Files.createDirectories(to);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(group, "{memory,cgroup}.*")) {
      for (Path file : files) {
        if (Files.isRegularFile(file)) {
          try {
            Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
          } catch (IOException e) {
            // One to be written, such as memory.reclaim and memory.force_empty.
          }
        }
      }
    }
  }

  /** The file "scene", written last: a directory without it is of a run that did not end. */
  private void describe() throws IOException {
    put("name", scene.name());
    put("victim", scene.victim().program());
    put("collector", scene.collector().key());
    put("java", scene.java());
    put("kernel", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    put("cgroup", scene.place().guest() ? "v2" : "v1");
    put("arrangement", scene.place().arrangement().key());
    put("limit", limit());
    if (scene.place().arrangement() != Arrangement.ANCESTOR) {
      put("own_limit", limit());
    } else {
      put("own_limit", 2 * scene.limit());
    }
    put("swap", scene.place().swap());
    if (scene.place().arrangement() == Arrangement.HIGH) {
      put("high", scene.high());
    }
    put("tick_millis", scene.tickMillis());
    put("rate", scene.rate());
    put("outcome", scene.outcome().key());
    if (scene.victim().area() != null) {
      put("area", scene.victim().area());
    }
    Properties properties = new Properties();
    properties.putAll(record);
    StringWriter text = new StringWriter();
    properties.store(text, null);
    Files.writeString(directory.resolve(SceneMain.ENDED), text.toString());
  }

  /** Whether the multi-generational LRU is on: the lowest bit (admin-guide/mm/multigen_lru.rst). */
  private static boolean lruGen() throws IOException {
    Path enabled = Path.of("/sys/kernel/mm/lru_gen/enabled");
    return Files.exists(enabled) && (Integer.decode(Files.readString(enabled).strip()) & 1) == 1;
  }

  /** What was set; a victim that lowers the limit itself gets what the kernel let it have. */
  private long limit() throws IOException {
    if (!scene.victim().key().equals("LimitShrinker")) {
      return scene.limit();
    }
    return Long.parseLong(
        Files.readString(directory.resolve("files/limited").resolve(limitFile())).strip());
  }

  private String limitFile() {
    return scene.place().guest() ? "memory.max" : "memory.limit_in_bytes";
  }

  private void put(String key, Object value) {
    record.put(key, value.toString());
  }
}
