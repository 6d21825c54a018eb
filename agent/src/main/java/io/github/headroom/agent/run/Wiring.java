package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.locate.ContainerId;
import io.github.headroom.agent.locate.Location;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.log.PrintableStream;
import io.github.headroom.agent.logging.LoggingSink;
import io.github.headroom.agent.publish.ConsolePublisher;
import io.github.headroom.agent.publish.ExportThread;
import io.github.headroom.agent.publish.OtlpPublisher;
import io.github.headroom.agent.publish.Publisher;
import io.github.headroom.agent.publish.ResourceAttributes;
import io.github.headroom.agent.record.Identity;
import io.github.headroom.agent.record.LastWords;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.record.RecorderDirectory;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.record.StatusFile;
import io.github.headroom.agent.record.TerminationMessage;
import io.github.headroom.agent.report.PreviousExit;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.settings.Setting;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Joins the rooms for this JVM; the only place that names the real root, clock and environment. */
public final class Wiring {

  private static final Path ROOT = Paths.get("/");

  private static final LongSupplier WALL_CLOCK =
      new LongSupplier() {
        @Override
        public long getAsLong() {
          return System.currentTimeMillis();
        }
      };

  /** Kubernetes' default of terminationMessagePath. */
  private static final String TERMINATION_LOG = "/dev/termination-log";

  private static final long RECORDING_BYTES = 4L << 20;
  private static final long MEMORY_RECORDING_BYTES = 1L << 20;

  private final AgentLog log;
  private final @Nullable Function<String, String> otel;
  private final @Nullable Map<String, Object> resource;
  private @Nullable String previousExit;
  private @Nullable Path recording;

  Wiring(AgentLog log) {
    this(log, null, null);
  }

  /**
   * @param otel the OpenTelemetry agent's settings, where Headroom is its extension
   * @param resource the OpenTelemetry agent's resource, where Headroom is its extension
   */
  Wiring(
      AgentLog log,
      @Nullable Function<String, String> otel,
      @Nullable Map<String, Object> resource) {
    this.log = log;
    this.otel = otel;
    this.resource = resource;
  }

  /** The settings; what is wrong with them has been said. */
  Settings settings(@Nullable String argument) {
    List<String> problems = new ArrayList<>();
    Settings settings = SettingsReader.read(argument, otel, ROOT, problems);
    log.setLevel(settings.logLevel());
    for (int i = 0; i < problems.size(); i++) {
      log.warn(problems.get(i));
    }
    return settings;
  }

  Sampler sampler(Instrumentation instrumentation) {
    return Sampler.ofThisJvm(ROOT, instrumentation, WALL_CLOCK, log);
  }

  /** Of another process, from outside; every file is read below that root. */
  public static Sampler samplerOf(Path root, String pid, AgentLog log) {
    return Sampler.ofProcess(root, pid, WALL_CLOCK, log);
  }

  /**
   * Says how the JVM before this one ended, and begins a recording; null where none is wanted or
   * possible now, which has been said.
   */
  @Nullable Recorder recorder(Settings settings, @Nullable Location location, Figures figures) {
    String named = settings.recorderDirectory();
    if (!settings.records()) {
      return null;
    }
    try {
      Path proc = ROOT.resolve("proc");
      RecorderDirectory directory =
          named == null
              ? RecorderDirectory.openFirst(recorderPlaces(), proc)
              : RecorderDirectory.open(Paths.get(named), Paths.get(named), proc);
      PreviousExit before = PreviousExit.look(directory, ROOT, ageSeconds(), log);
      if (previousExit == null) {
        previousExit = before.report(log);
      }
      boolean memory = directory.isMemory();
      long size = memory ? MEMORY_RECORDING_BYTES : RECORDING_BYTES;
      before.makeRoom(size);
      long now = WALL_CLOCK.getAsLong();
      RecordingFile file =
          RecordingFile.create(
              directory.fileFor(now, String.valueOf(Identity.pid(ROOT))),
              size,
              Identity.of(
                  ROOT,
                  version(),
                  now,
                  ContainerId.of(ROOT, "self"),
                  location == null ? null : location.cgroup(),
                  figures));
      return recorderTo(file, memory);
    } catch (IOException | RuntimeException e) {
      String text = "nothing is recorded, all else goes on (" + Printable.thrown(e) + ")";
      String cause = "recorder".concat(e.getClass().getName());
      if (named == null) {
        log.once(AgentLog.Level.INFO, cause, text); // a read-only container is nothing to warn of
      } else {
        log.warnOnce(
            cause, Setting.RECORDER_DIR.property() + " " + Printable.path(named) + ": " + text);
      }
      return null;
    }
  }

  private Recorder recorderTo(RecordingFile file, boolean memory) {
    try {
      if (memory) {
        log.info(
            Printable.path(file.path())
                + " lies on a tmpfs: its 1 MiB is charged to the container; "
                + Setting.RECORDER_DIR.property()
                + " can name a directory on a disk");
      } else {
        log.debug("recording to " + Printable.path(file.path()));
      }
      Recorder recorder = new Recorder(file, log);
      recording = file.path();
      return recorder;
    } catch (Throwable e) { // OutOfMemoryError: the next try makes another file
      file.delete();
      throw e;
    }
  }

  /**
   * Where the private directory of recordings may be: where temporary files go, beside the agent's
   * jar (an operator's volume), in the directory that systemd made for the service's state.
   */
  private static List<Path> recorderPlaces() {
    List<Path> places = new ArrayList<>();
    places.add(Paths.get(System.getProperty("java.io.tmpdir", "/tmp")));
    Path jar = jar();
    if (jar != null && jar.getParent() != null) {
      places.add(jar.getParent());
    }
    String state = System.getenv("STATE_DIRECTORY"); // systemd.exec(5): several, colons between
    if (state != null && !state.isEmpty()) {
      int colon = state.indexOf(':');
      places.add(Paths.get(colon < 0 ? state : state.substring(0, colon)));
    }
    return places;
  }

  /** The agent's own; null where it is not known. */
  private static @Nullable Path jar() {
    CodeSource source = Wiring.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? null : Paths.get(source.getLocation().toURI());
    } catch (URISyntaxException | RuntimeException e) {
      return null;
    }
  }

  /** Of this JVM, at most a minute; what others record since then they record beside it. */
  private static double ageSeconds() {
    try {
      return Math.min(60, ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
    } catch (LinkageError e) { // an image without java.management
      return 1;
    }
  }

  /** The recording that was begun; null where there is none. */
  @Nullable Path recording() {
    return recording;
  }

  /** The termination message; null where none is wanted, as outside of Kubernetes. */
  @Nullable LastWords lastWords(Settings settings) {
    if (!settings.hasLastWords()) {
      return null;
    }
    String named = settings.terminationMessage();
    String file = named == null ? TERMINATION_LOG : named;
    TerminationMessage message = null;
    try {
      Path path = ROOT.resolve(file);
      if (named == null && !path.toFile().exists()) {
        return null; // not in Kubernetes
      }
      message = new TerminationMessage(path, log);
      message.open();
    } catch (IOException | RuntimeException e) { // such as a name that no file can have
      String text =
          Printable.path(file)
              + ": no last words are kept there, all else goes on ("
              + Printable.thrown(e)
              + ")";
      if (named == null) {
        log.info(text); // not asked for
      } else {
        log.warn(Setting.TERMINATION_MESSAGE.property() + " " + text);
      }
    }
    return message == null ? null : new LastWords(message);
  }

  /** The status for probes; null where none is wanted. */
  @Nullable StatusFile statusFile(Settings settings) {
    String file = settings.statusFile();
    try {
      return file == null ? null : new StatusFile(ROOT.resolve(file), log);
    } catch (RuntimeException e) { // a name that no file can have
      log.warn(
          Setting.STATUS_FILE.property()
              + " "
              + Printable.path(String.valueOf(file))
              + ": no status is written, all else goes on ("
              + Printable.thrown(e)
              + ")");
      return null;
    }
  }

  /** The thread that tells; null where nothing can be told, which has been said. */
  @Nullable ExportThread exports(Settings settings) {
    LoggingSink.to(log);
    boolean jvm = publishesJvm(settings.jvmMetrics());
    Publisher publisher;
    if (settings.exporter() == Settings.Exporter.CONSOLE) {
      publisher = new ConsolePublisher(new PrintableStream(System.out), jvm, previousExit);
    } else {
      try {
        publisher =
            OtlpPublisher.create(settings, resource(settings), version(), jvm, previousExit, log);
      } catch (RuntimeException e) {
        log.error("nothing is exported (" + Printable.thrown(e) + ")");
        return null;
      }
    }
    return new ExportThread(publisher, log);
  }

  /** The agent's; "unknown" outside its jar. */
  private Map<String, Object> resource(Settings settings) {
    return resource == null
        ? ResourceAttributes.of(settings, ROOT, ContainerId.of(ROOT, "self"))
        : ResourceAttributes.shared(resource, ROOT);
  }

  public static String version() {
    String version = Wiring.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /**
   * jvm.* is left to the OpenTelemetry Java agent where that runs in the same JVM. Its class is on
   * the system loader then; the name is joined here since the shade plugin would relocate it.
   */
  private boolean publishesJvm(Settings.JvmMetrics wanted) {
    if (wanted != Settings.JvmMetrics.AUTO) {
      return wanted == Settings.JvmMetrics.ON;
    }
    if (otel != null) {
      return false;
    }
    try {
      String otelAgent = "io.open".concat("telemetry.javaagent.OpenTelemetryAgent");
      Class.forName(otelAgent, false, ClassLoader.getSystemClassLoader());
      return false;
    } catch (ClassNotFoundException | LinkageError e) {
      return true;
    }
  }
}
