package io.github.headroom.agent.settings;

import io.github.headroom.agent.log.AgentLog;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the user asked for, with defaults filled in; immutable. */
public final class Settings {

  /** Where the points go. */
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

  /** Whether {@code jvm.*} is published; AUTO: unless the OpenTelemetry Java agent does. */
  public enum JvmMetrics {
    AUTO,
    ON,
    OFF
  }

  private static final String[] TEMPORALITIES = {"cumulative", "delta", "lowmemory"};
  private static final String[] METRICS = {"essential", "full"};
  private static final String[] JVM_METRICS = {"auto", "on", "off"};
  private static final String[] RELIEF = {"trim", "squeeze", "terminate"};
  private static final String[] CAUSE = {"auto", "on", "off"};
  private static final String[] ON_OFF = {"on", "off"};
  private static final String[] EVENTS = {"none", "otlp"};
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

  /** OpenTelemetry's own default for a Java service that has no name. */
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
  private final boolean records;
  private final @Nullable String recorderDirectory;
  private final boolean hasTerminationMessage;
  private final @Nullable String terminationMessage;
  private final @Nullable String statusFile;
  private final Set<String> relief;
  private final long reliefMaxPauseMillis;
  private final @Nullable Long reliefLeadMillis;
  private final boolean reliefTrimsAtStart;
  private final int cause;
  private final @Nullable String configFile;

  Settings(Values values, Problems problems) {
    boolean sdkDisabled = values.flag(Setting.SDK_DISABLED, false);
    boolean enabled = values.flag(Setting.ENABLED, true);
    disabled = sdkDisabled || !enabled;
    exporter = exporter(values, problems);
    metrics = OtlpSettings.ofMetrics(values, problems);
    events = events(values, problems);
    retryDisabled = values.flag(Setting.RETRY_DISABLED, false);
    temporality = Temporality.values()[values.choice(TEMPORALITIES, Setting.TEMPORALITY)];
    exportIntervalMillis = values.millis(10 * SECOND, 100, 24 * HOUR, Setting.EXPORT_INTERVAL);
    resourceAttributes = resourceAttributes(values, problems);
    resourceDisabledKeys = keys(values.text(Setting.RESOURCE_DISABLED_KEYS));
    String named = values.text(Setting.SERVICE_NAME);
    String attribute = resourceAttributes.get(SERVICE_NAME);
    serviceName = named != null ? named : attribute != null ? attribute : UNKNOWN_SERVICE;
    sampleIntervalMillis = values.millis(SECOND, 100, MINUTE, Setting.SAMPLE_INTERVAL);
    slowIntervalMillis = values.millis(10 * SECOND, SECOND, 10 * MINUTE, Setting.SLOW_INTERVAL);
    logLevel = LEVEL_VALUES[values.choice(LEVELS, Setting.LOG_LEVEL)];
    jvmMetrics = JvmMetrics.values()[values.choice(JVM_METRICS, Setting.JVM_METRICS)];
    allMetrics = values.choice(METRICS, Setting.METRICS) == 1;
    includedMetrics = keys(values.text(Setting.METRICS_INCLUDE));
    excludedMetrics = keys(values.text(Setting.METRICS_EXCLUDE));
    records = values.choice(ON_OFF, Setting.RECORDER) == 0;
    recorderDirectory = values.text(Setting.RECORDER_DIR);
    String message = values.text(Setting.TERMINATION_MESSAGE);
    hasTerminationMessage = !"off".equalsIgnoreCase(message);
    terminationMessage = terminationMessage(message, values, problems);
    statusFile = statusFile(values, problems);
    relief = relief(values, problems);
    reliefMaxPauseMillis = values.millis(500, 10, MINUTE, Setting.RELIEF_MAX_PAUSE);
    reliefLeadMillis =
        values.text(Setting.RELIEF_TERMINATE_LEAD) == null
            ? null
            : (Long) values.millis(10 * SECOND, SECOND, 10 * MINUTE, Setting.RELIEF_TERMINATE_LEAD);
    reliefTrimsAtStart = values.flag(Setting.RELIEF_TRIM_AT_START, false);
    cause = values.choice(CAUSE, Setting.CAUSE);
    configFile = values.configFile();
    declarative(values, problems);
  }

  /** The first exporter of the list that is ours; the list may name others for other SDKs. */
  private static Exporter exporter(Values values, Problems problems) {
    String text = values.text(Setting.METRICS_EXPORTER);
    if (text == null) {
      return Exporter.OTLP;
    }
    boolean named = false;
    int start = 0;
    while (start <= text.length()) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      String name = text.substring(start, end).trim();
      start = end + 1;
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
      return Exporter.OTLP; // a list of nothing, as in autoconfigure
    }
    problems.add(
        values.wrong(Setting.METRICS_EXPORTER, "expected otlp, console or none", text)
            + "; nothing is exported, the recording and the termination message go on");
    return Exporter.NONE;
  }

  private static @Nullable OtlpSettings events(Values values, Problems problems) {
    if (values.choice(EVENTS, Setting.EVENTS) == 0) {
      return null;
    }
    if ("none".equalsIgnoreCase(values.text(Setting.LOGS_EXPORTER))) {
      problems.add(
          values.name(Setting.EVENTS)
              + ": no events are sent, since "
              + values.name(Setting.LOGS_EXPORTER)
              + " is none");
      return null;
    }
    return OtlpSettings.ofEvents(values, problems);
  }

  /** The keys of a list, as autoconfigure's getList cuts it. */
  private static Set<String> keys(@Nullable String text) {
    if (text == null) {
      return Collections.emptySet();
    }
    Set<String> keys = new LinkedHashSet<>();
    int start = 0;
    while (start <= text.length()) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      keys.add(text.substring(start, end).trim());
      start = end + 1;
    }
    return Collections.unmodifiableSet(keys);
  }

  /** The words of the list that name an act. */
  private static Set<String> relief(Values values, Problems problems) {
    Set<String> named = keys(values.text(Setting.RELIEF));
    if (named.isEmpty()) {
      return named;
    }
    Set<String> acts = new LinkedHashSet<>();
    for (String name : named) {
      boolean known = name.isEmpty() || name.equalsIgnoreCase("none");
      for (String act : RELIEF) {
        if (act.equalsIgnoreCase(name)) {
          acts.add(act);
          known = true;
        }
      }
      if (!known) {
        problems.add(
            values.wrong(Setting.RELIEF, "expected trim, squeeze or terminate", name)
                + "; it is ignored");
      }
    }
    return Collections.unmodifiableSet(acts);
  }

  private void declarative(Values values, Problems problems) {
    if (values.text(Setting.DECLARATIVE_CONFIG) != null) {
      String where =
          exporter == Exporter.OTLP
              ? "metrics go to " + metrics.endpoint() + ", as the other settings have it"
              : "the exporter is " + (exporter == Exporter.NONE ? "none" : "console");
      problems.add(
          values.name(Setting.DECLARATIVE_CONFIG)
              + ": the agent does not read declarative configuration; "
              + where);
    }
  }

  private static @Nullable String terminationMessage(
      @Nullable String text, Values values, Problems problems) {
    if (text == null || text.equalsIgnoreCase("auto") || text.equalsIgnoreCase("off")) {
      return null;
    }
    if (!text.startsWith("/")) {
      problems.add(
          values.wrong(Setting.TERMINATION_MESSAGE, "expected auto, off or an absolute path", text)
              + "; auto is taken");
      return null;
    }
    return text;
  }

  private static @Nullable String statusFile(Values values, Problems problems) {
    String text = values.text(Setting.STATUS_FILE);
    if (text == null || (text.startsWith("/") && !text.endsWith("/"))) {
      return text;
    }
    problems.add(
        values.wrong(Setting.STATUS_FILE, "expected an absolute path of a file", text)
            + "; none is written");
    return null;
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

  /** Whether the agent shall do nothing at all. */
  public boolean disabled() {
    return disabled;
  }

  public Exporter exporter() {
    return exporter;
  }

  /** How metrics are sent, where the exporter is OTLP. */
  public OtlpSettings metrics() {
    return metrics;
  }

  /** How events are sent; null: they are not. */
  public @Nullable OtlpSettings events() {
    return events;
  }

  public boolean retryDisabled() {
    return retryDisabled;
  }

  public Temporality temporality() {
    return temporality;
  }

  /** Milliseconds, 100 to 86,400,000. */
  public long exportIntervalMillis() {
    return exportIntervalMillis;
  }

  /** Never empty; {@code unknown_service:java} when the user gave none. */
  public String serviceName() {
    return serviceName;
  }

  /** Decoded attributes in the user's order; {@code service.name} may be among them. */
  public Map<String, String> resourceAttributes() {
    return resourceAttributes;
  }

  /** Keys of the resource's attributes that are not sent, whoever gave them. */
  public Set<String> resourceDisabledKeys() {
    return resourceDisabledKeys;
  }

  /** Milliseconds, 100 to 60,000. */
  public long sampleIntervalMillis() {
    return sampleIntervalMillis;
  }

  /** Milliseconds, 1,000 to 600,000. */
  public long slowIntervalMillis() {
    return slowIntervalMillis;
  }

  public AgentLog.Level logLevel() {
    return logLevel;
  }

  /** Whether OTLP exports every metric, rather than the essential ones. */
  public boolean allMetrics() {
    return allMetrics;
  }

  /** Patterns of names that OTLP exports too, with {@code *} for any characters. */
  public Set<String> includedMetrics() {
    return includedMetrics;
  }

  /** Patterns of names that OTLP does not export; they win. */
  public Set<String> excludedMetrics() {
    return excludedMetrics;
  }

  public JvmMetrics jvmMetrics() {
    return jvmMetrics;
  }

  /** Whether the area that grows is looked into. */
  public boolean looksForCause() {
    return cause != 2;
  }

  /** Whether a look that would stop all threads for long is left out. */
  public boolean boundsPauses() {
    return cause == 0;
  }

  public boolean records() {
    return records;
  }

  /** The directory for recordings that the user named; null: a private one. */
  public @Nullable String recorderDirectory() {
    return recorderDirectory;
  }

  /** Whether a termination message is wanted. */
  public boolean hasTerminationMessage() {
    return hasTerminationMessage;
  }

  /** Absolute path of the file for it that the user named; null: Kubernetes' own. */
  public @Nullable String terminationMessage() {
    return terminationMessage;
  }

  /** Absolute path of the file for the status; null: none is wanted. */
  public @Nullable String statusFile() {
    return statusFile;
  }

  /** The acts of relief that are allowed, of trim, squeeze and terminate; none by default. */
  public Set<String> relief() {
    return relief;
  }

  /** Whether any act of relief is asked for. */
  public boolean relieves() {
    return reliefTrimsAtStart || !relief.isEmpty();
  }

  /** The longest pause that a squeeze may cause by its estimate. */
  public long reliefMaxPauseMillis() {
    return reliefMaxPauseMillis;
  }

  /** How long before the kill the JVM is ended; null where that follows from its hooks. */
  public @Nullable Long reliefLeadMillis() {
    return reliefLeadMillis;
  }

  /** Whether memory is trimmed once after the start. */
  public boolean reliefTrimsAtStart() {
    return reliefTrimsAtStart;
  }

  /** The properties file that was named, whether or not it could be read; null if none was. */
  public @Nullable String configFile() {
    return configFile;
  }
}
