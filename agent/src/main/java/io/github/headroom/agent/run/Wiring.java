package io.github.headroom.agent.run;

import io.github.headroom.agent.locate.ContainerId;
import io.github.headroom.agent.locate.KubeletMounts;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.log.PrintableStream;
import io.github.headroom.agent.publish.ConsolePublisher;
import io.github.headroom.agent.publish.EventQueue;
import io.github.headroom.agent.publish.EventThread;
import io.github.headroom.agent.publish.ExportThread;
import io.github.headroom.agent.publish.OtlpPublisher;
import io.github.headroom.agent.publish.Publisher;
import io.github.headroom.agent.publish.ResourceAttributes;
import io.github.headroom.agent.relief.Relief;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.sdklog.LoggingSink;
import io.github.headroom.agent.settings.OtlpSettings;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Joins the rooms for this JVM; the only place that names the real root, clock and environment. */
public final class Wiring {

  static final Path ROOT = Paths.get("/");

  static final LongSupplier WALL_CLOCK =
      new LongSupplier() {
        @Override
        public long getAsLong() {
          return System.currentTimeMillis();
        }
      };

  private final AgentLog log;
  private final @Nullable Function<String, String> otel;
  private final @Nullable Map<String, Object> resource;
  private @Nullable Instrumentation instrumentation;

  /** What is sent as the resource: made once, for its service.instance.id. */
  private @Nullable Map<String, Object> sent;

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
    this.instrumentation = instrumentation;
    return Sampler.ofThisJvm(ROOT, instrumentation, WALL_CLOCK, log);
  }

  /** Of another process, from outside; every file is read below that root. */
  public static Sampler samplerOf(Path root, String pid, AgentLog log) {
    return Sampler.ofProcess(root, pid, WALL_CLOCK, log);
  }

  /** The acts of relief, for a sampler that has made a full pass. */
  Relief relief(Settings settings, Sampler sampler) {
    return Relief.create(settings, sampler, instrumentation, log);
  }

  /**
   * The thread that exports; null where nothing can be exported, which has been logged.
   *
   * @param previousExit how the JVM before this one ended; null where that is not looked for
   * @param anew with classes of its own, as of {@link FreshClasses}
   */
  @Nullable ExportThread exports(Settings settings, @Nullable String previousExit, boolean anew) {
    LoggingSink.to(log);
    boolean jvm = publishesJvm(settings.jvmMetrics());
    Publisher publisher;
    if (settings.exporter() == Settings.Exporter.CONSOLE) {
      publisher = new ConsolePublisher(new PrintableStream(System.out), jvm, previousExit);
    } else {
      try {
        publisher =
            anew
                ? freshPublisher(settings, jvm, previousExit)
                : OtlpPublisher.create(
                    settings, resource(settings), version(), jvm, previousExit, log);
      } catch (RuntimeException e) {
        log.error("nothing is exported (" + Printable.thrown(e) + ")");
        return null;
      }
    }
    return new ExportThread(publisher, log);
  }

  /** As of OtlpPublisher.create, whose class is another one here. */
  private Publisher freshPublisher(Settings settings, boolean jvm, @Nullable String previousExit) {
    try {
      return (Publisher)
          freshClasses()
              .loadClass("io.github.headroom.agent.publish.OtlpPublisher")
              .getMethod(
                  "create",
                  Settings.class,
                  Map.class,
                  String.class,
                  boolean.class,
                  String.class,
                  AgentLog.class)
              .invoke(null, settings, resource(settings), version(), jvm, previousExit, log);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error) { // such as OutOfMemoryError: the next export tries again
        throw (Error) e.getCause();
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private ClassLoader freshClasses() throws ReflectiveOperationException {
    FreshClasses fresh = new FreshClasses();
    fresh
        .loadClass("io.github.headroom.agent.sdklog.LoggingSink")
        .getMethod("to", AgentLog.class)
        .invoke(null, log);
    return fresh;
  }

  /**
   * The thread that sends events.
   *
   * @param settings with a place for events
   */
  EventThread events(EventQueue queue, Settings settings) {
    OtlpSettings to = settings.events();
    if (to == null) {
      throw new IllegalArgumentException();
    }
    Callable<ClassLoader> fresh =
        new Callable<ClassLoader>() {
          @Override
          public ClassLoader call() throws ReflectiveOperationException {
            return freshClasses();
          }
        };
    return new EventThread(queue, to, settings, resource(settings), version(), log, fresh);
  }

  /** The resource of metrics and events; for any thread. */
  private synchronized Map<String, Object> resource(Settings settings) {
    Map<String, Object> made = sent;
    if (made == null) {
      made =
          resource == null
              ? ResourceAttributes.of(settings, ROOT, ContainerId.of(ROOT, "self"))
              : ResourceAttributes.shared(resource, ROOT);
      sent = made;
    }
    return made;
  }

  /** The service.instance.id of all that is sent. */
  String instanceId(Settings settings) {
    return String.valueOf(resource(settings).get(ResourceAttributes.SERVICE_INSTANCE_ID));
  }

  /**
   * This container's name in its pod: by the kubelet's mounts, else as the user gave it; null where
   * neither has it.
   */
  @Nullable String container(Settings settings) {
    String mounted = KubeletMounts.container(ROOT);
    return mounted != null ? mounted : attribute(settings, "k8s.container.name");
  }

  /** The name of the service; null where nobody gave it one. */
  @Nullable String service(Settings settings) {
    String name = attribute(settings, "service.name");
    return name == null || name.startsWith("unknown_service") ? null : name;
  }

  private @Nullable String attribute(Settings settings, String name) {
    Object value = resource(settings).get(name);
    return value == null ? null : value.toString();
  }

  /** The agent's; "unknown" outside its jar. */
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
