package io.github.headroom.agent.run;

import io.github.headroom.agent.locate.ContainerId;
import io.github.headroom.agent.locate.KubeletMounts;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.log.PrintableStream;
import io.github.headroom.agent.publish.ConsolePublisher;
import io.github.headroom.agent.publish.EventQueue;
import io.github.headroom.agent.publish.EventSink;
import io.github.headroom.agent.publish.EventThread;
import io.github.headroom.agent.publish.ExportThread;
import io.github.headroom.agent.publish.OtlpPublisher;
import io.github.headroom.agent.publish.Publisher;
import io.github.headroom.agent.publish.ResourceAttributes;
import io.github.headroom.agent.relief.AllowedRelief;
import io.github.headroom.agent.relief.Relief;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.settings.OtlpSettings;
import io.github.headroom.agent.settings.ReliefSettings;
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

/**
 * Connects the packages for this JVM. The only class that names the real root, clock and
 * environment.
 */
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

  /** The resource, created once because of its service.instance.id. */
  private @Nullable Map<String, Object> sent;

  Wiring(AgentLog log) {
    this(log, null, null);
  }

  /**
   * @param otel the OpenTelemetry agent's settings when Headroom is its extension
   * @param resource the OpenTelemetry agent's resource when Headroom is its extension
   */
  Wiring(
      AgentLog log,
      @Nullable Function<String, String> otel,
      @Nullable Map<String, Object> resource) {
    this.log = log;
    this.otel = otel;
    this.resource = resource;
  }

  /** Reads the settings and logs their problems. */
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

  /** Creates a sampler of another process, from outside. Every file is read below that root. */
  public static Sampler samplerOf(Path root, String pid, AgentLog log) {
    return Sampler.ofProcess(root, pid, WALL_CLOCK, log);
  }

  /** Creates the relief for a sampler that has made a full pass. */
  Relief relief(ReliefSettings settings, Sampler sampler) {
    return AllowedRelief.create(settings, sampler, instrumentation, log);
  }

  /**
   * Creates the thread that exports. Returns null if nothing can be exported, which has been
   * logged.
   *
   * @param previousExit how the previous JVM ended; null if that is not determined
   * @param anew whether to load the export classes anew, with {@link FreshClasses}
   */
  @Nullable ExportThread exports(Settings settings, @Nullable String previousExit, boolean anew) {
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

  private Publisher freshPublisher(Settings settings, boolean jvm, @Nullable String previousExit) {
    return (Publisher)
        createFresh(
            "io.github.headroom.agent.publish.OtlpPublisher",
            new Class<?>[] {
              Settings.class, Map.class, String.class, boolean.class, String.class, AgentLog.class
            },
            settings,
            resource(settings),
            version(),
            jvm,
            previousExit,
            log);
  }

  /**
   * Calls the static method create of a class that is loaded anew with {@link FreshClasses}.
   *
   * @throws LinkageError if the class cannot be used
   * @throws IllegalStateException if create throws an exception. An Error such as OutOfMemoryError
   *     is thrown as it is
   */
  private Object createFresh(String name, Class<?>[] types, @Nullable Object... arguments) {
    try {
      return new FreshClasses().loadClass(name).getMethod("create", types).invoke(null, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error) {
        throw (Error) e.getCause();
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /**
   * Creates the thread that sends events.
   *
   * @param settings with an endpoint for events
   */
  EventThread events(EventQueue queue, Settings settings) {
    OtlpSettings to = settings.events();
    if (to == null) {
      throw new IllegalArgumentException();
    }
    Callable<EventSink> fresh =
        new Callable<EventSink>() {
          @Override
          public EventSink call() {
            return (EventSink)
                createFresh(
                    "io.github.headroom.agent.publish.EventSender",
                    new Class<?>[] {
                      OtlpSettings.class, Settings.class, Map.class, String.class, AgentLog.class
                    },
                    to,
                    settings,
                    resource(settings),
                    version(),
                    log);
          }
        };
    return new EventThread(queue, to, settings, resource(settings), version(), log, fresh);
  }

  /** Returns the resource of metrics and events. For any thread. */
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

  /** Returns the service.instance.id of all exported data. */
  String instanceId(Settings settings) {
    return String.valueOf(resource(settings).get(ResourceAttributes.SERVICE_INSTANCE_ID));
  }

  /**
   * Returns this container's name in its pod: from the kubelet's mounts, else from the user's
   * settings, else null.
   */
  @Nullable String container(Settings settings) {
    String mounted = KubeletMounts.container(ROOT);
    return mounted != null ? mounted : attribute(settings, "k8s.container.name");
  }

  /** Returns the service name, or null if the user has set none. */
  @Nullable String service(Settings settings) {
    String name = attribute(settings, "service.name");
    return name == null || name.startsWith("unknown_service") ? null : name;
  }

  private @Nullable String attribute(Settings settings, String name) {
    Object value = resource(settings).get(name);
    return value == null ? null : value.toString();
  }

  /** Returns the agent's version; "unknown" outside its jar. */
  public static String version() {
    String version = Wiring.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /**
   * Returns whether to publish jvm.* metrics. They are left to the OpenTelemetry Java agent when it
   * runs in the same JVM: its class is then visible to the system loader. The name is joined here
   * because the shade plugin would relocate it.
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
