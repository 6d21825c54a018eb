package io.github.headroom.agent.settings;

import io.github.headroom.agent.log.AgentLog;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of the user, with defaults filled in. Immutable. */
public final class Settings {

  /** The destination of the metrics. */
  public enum Exporter {
    OTLP,
    CONSOLE,
    NONE
  }

  /** OpenTelemetry's temporality preferences. */
  public enum Temporality {
    CUMULATIVE,
    DELTA,
    LOWMEMORY
  }

  /** Whether {@code jvm.*} is published. AUTO: unless the OpenTelemetry Java agent publishes it. */
  public enum JvmMetrics {
    AUTO,
    ON,
    OFF
  }

  private static final String[] TEMPORALITIES = {"cumulative", "delta", "lowmemory"};
  private static final String[] METRICS = {"essential", "full"};
  private static final String[] JVM_METRICS = {"auto", "on", "off"};
  private static final String[] CAUSE = {"auto", "on", "off"};
  private static final String[] LEVELS = {"info", "off", "error", "warn", "debug"};
  private static final AgentLog.Level[] LEVEL_VALUES = {
    AgentLog.Level.INFO,
    AgentLog.Level.OFF,
    AgentLog.Level.ERROR,
    AgentLog.Level.WARN,
    AgentLog.Level.DEBUG
  };

  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

  private static final String SERVICE_NAME = "service.name";

  /** OpenTelemetry's default for a Java service without a name. */
  private static final String UNKNOWN_SERVICE = "unknown_service:java";

  private final boolean disabled;
  private final Exporter exporter;
  private final OtlpSettings metrics;
  private final @Nullable OtlpSettings events;
  private final boolean retryDisabled;
  private final Temporality temporality;
  private final long exportIntervalMillis;
  private final String serviceName;
  private final Map<String, String> resourceAttributes;
  private final Set<String> resourceDisabledKeys;
  private final long sampleIntervalMillis;
  private final long slowIntervalMillis;
  private final AgentLog.Level logLevel;
  private final JvmMetrics jvmMetrics;
  private final boolean allMetrics;
  private final Set<String> includedMetrics;
  private final Set<String> excludedMetrics;
  private final FileSettings files;
  private final @Nullable ReliefSettings relief;
  private final boolean looksForCause;
  private final boolean boundsPauses;
  private final @Nullable String configFile;

  Settings(Values values, Problems problems) {
    boolean sdkDisabled = values.flag(Setting.SDK_DISABLED, false);
    boolean enabled = values.flag(Setting.ENABLED, true);
    disabled = sdkDisabled || !enabled;
    exporter = exporter(values, problems);
    metrics = OtlpSettings.ofMetrics(values, problems);
    events = OtlpSettings.ofEvents(values, problems);
    retryDisabled = values.flag(Setting.RETRY_DISABLED, false);
    temporality = Temporality.values()[values.choice(TEMPORALITIES, Setting.TEMPORALITY)];
    exportIntervalMillis = values.millis(10 * SECOND, 100, 24 * HOUR, Setting.EXPORT_INTERVAL);
    resourceAttributes = resourceAttributes(values, problems);
    resourceDisabledKeys = values.list(Setting.RESOURCE_DISABLED_KEYS);
    String named = values.text(Setting.SERVICE_NAME);
    String attribute = resourceAttributes.get(SERVICE_NAME);
    serviceName = named != null ? named : attribute != null ? attribute : UNKNOWN_SERVICE;
    sampleIntervalMillis = values.millis(SECOND, 100, MINUTE, Setting.SAMPLE_INTERVAL);
    slowIntervalMillis = values.millis(10 * SECOND, SECOND, 10 * MINUTE, Setting.SLOW_INTERVAL);
    logLevel = LEVEL_VALUES[values.choice(LEVELS, Setting.LOG_LEVEL)];
    jvmMetrics = JvmMetrics.values()[values.choice(JVM_METRICS, Setting.JVM_METRICS)];
    allMetrics = values.choice(METRICS, Setting.METRICS) == 1;
    includedMetrics = values.list(Setting.METRICS_INCLUDE);
    excludedMetrics = values.list(Setting.METRICS_EXCLUDE);
    files = new FileSettings(values, problems);
    relief = relief(values, problems);
    String cause = CAUSE[values.choice(CAUSE, Setting.CAUSE)];
    looksForCause = !cause.equals("off");
    boundsPauses = cause.equals("auto");
    configFile = values.configFile();
    declarative(values, problems);
  }

  /**
   * Returns the first exporter of the list that is one of ours. The list may name others for other
   * SDKs.
   */
  private static Exporter exporter(Values values, Problems problems) {
    String text = values.text(Setting.METRICS_EXPORTER);
    if (text == null) {
      return Exporter.OTLP;
    }
    boolean named = false;
    for (String name : values.list(Setting.METRICS_EXPORTER)) {
      if (name.equalsIgnoreCase("otlp")) {
        return Exporter.OTLP;
      } else if (name.equalsIgnoreCase("console") || name.equalsIgnoreCase("logging")) {
        return Exporter.CONSOLE;
      } else if (name.equalsIgnoreCase("none")) {
        return Exporter.NONE;
      }
      named |= !name.isEmpty();
    }
    if (!named) {
      return Exporter.OTLP; // an empty list, as in autoconfigure
    }
    problems.add(
        values.wrong(Setting.METRICS_EXPORTER, "expected otlp, console or none", text)
            + "; nothing is exported, the recording and the termination message go on");
    return Exporter.NONE;
  }

  private static @Nullable ReliefSettings relief(Values values, Problems problems) {
    boolean given =
        values.hasAny(
            Setting.RELIEF,
            Setting.RELIEF_MAX_PAUSE,
            Setting.RELIEF_TERMINATE_LEAD,
            Setting.RELIEF_TRIM_AT_START);
    return given ? ReliefSettings.of(values, problems) : null;
  }

  private void declarative(Values values, Problems problems) {
    if (values.text(Setting.DECLARATIVE_CONFIG) != null) {
      String where =
          exporter == Exporter.OTLP
              ? "metrics go to " + metrics.endpoint() + ", as set by the other settings"
              : "the exporter is " + (exporter == Exporter.NONE ? "none" : "console");
      problems.add(
          values.name(Setting.DECLARATIVE_CONFIG)
              + ": the agent does not read declarative configuration; "
              + where);
    }
  }

  private static Map<String, String> resourceAttributes(Values values, Problems problems) {
    String text = values.text(Setting.RESOURCE_ATTRIBUTES);
    if (text == null) {
      return Collections.emptyMap();
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    String where = values.name(Setting.RESOURCE_ATTRIBUTES);
    for (Map.Entry<String, String> entry : KeyValues.parse(text, where, problems).entrySet()) {
      attributes.put(entry.getKey(), KeyValues.decodeAttribute(entry.getValue()));
    }
    return Collections.unmodifiableMap(attributes);
  }

  /** Returns whether the agent does nothing at all. */
  public boolean disabled() {
    return disabled;
  }

  public Exporter exporter() {
    return exporter;
  }

  /** Returns how metrics are sent if the exporter is OTLP. */
  public OtlpSettings metrics() {
    return metrics;
  }

  /** Returns how events are sent, or null if they are not. */
  public @Nullable OtlpSettings events() {
    return events;
  }

  public boolean retryDisabled() {
    return retryDisabled;
  }

  public Temporality temporality() {
    return temporality;
  }

  /** Returns the time between exports in ms, 100 to 86,400,000. */
  public long exportIntervalMillis() {
    return exportIntervalMillis;
  }

  /** Returns the service name. Never empty; {@code unknown_service:java} if the user gave none. */
  public String serviceName() {
    return serviceName;
  }

  /** Returns the decoded attributes in the user's order. {@code service.name} may be among them. */
  public Map<String, String> resourceAttributes() {
    return resourceAttributes;
  }

  /** Returns the keys of resource attributes that are not sent, whatever their source. */
  public Set<String> resourceDisabledKeys() {
    return resourceDisabledKeys;
  }

  /** Returns the time between fast samples in ms, 100 to 60,000. */
  public long sampleIntervalMillis() {
    return sampleIntervalMillis;
  }

  /** Returns the time between slow samples in ms, 1,000 to 600,000. */
  public long slowIntervalMillis() {
    return slowIntervalMillis;
  }

  public AgentLog.Level logLevel() {
    return logLevel;
  }

  /** Returns whether OTLP exports every metric instead of the essential ones. */
  public boolean allMetrics() {
    return allMetrics;
  }

  /** Returns patterns of further metrics for OTLP, with {@code *} for any characters. */
  public Set<String> includedMetrics() {
    return includedMetrics;
  }

  /** Returns patterns of metrics that OTLP does not export. They override the included ones. */
  public Set<String> excludedMetrics() {
    return excludedMetrics;
  }

  public JvmMetrics jvmMetrics() {
    return jvmMetrics;
  }

  /** Returns whether to look for the cause of growth. */
  public boolean looksForCause() {
    return looksForCause;
  }

  /** Returns whether to skip a look that would stop all threads for long. */
  public boolean boundsPauses() {
    return boundsPauses;
  }

  /** Returns which files the agent writes. */
  public FileSettings files() {
    return files;
  }

  /** Returns what the agent may do when a kill is near, or null if that is nothing. */
  public @Nullable ReliefSettings relief() {
    return relief;
  }

  /** Returns the properties file that was named, readable or not; null if none was. */
  public @Nullable String configFile() {
    return configFile;
  }
}
