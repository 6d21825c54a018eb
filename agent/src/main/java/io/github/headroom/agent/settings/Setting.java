package io.github.headroom.agent.settings;

import org.jspecify.annotations.Nullable;

/**
 * The table of all settings, used by the reader, {@code help} and docs/settings.md.
 *
 * <p>The {@code otel.*} names come from OpenTelemetry's SDK environment variable specification and
 * from opentelemetry-sdk-extension-autoconfigure, with the same meaning.
 */
public enum Setting {
  OTLP_ENDPOINT(
      "otel.exporter.otlp.endpoint",
      Group.ESSENTIAL,
      "http://localhost:4318, with grpc http://localhost:4317",
      "Address of the collector: http or https, host, port. Over http/protobuf, v1/metrics is"
          + " appended to its path."),
  SERVICE_NAME(
      "otel.service.name",
      Group.ESSENTIAL,
      "service.name of otel.resource.attributes, else unknown_service:java",
      "Name of the service, the resource attribute service.name."),
  RESOURCE_ATTRIBUTES(
      "otel.resource.attributes",
      Group.ESSENTIAL,
      "none",
      "More resource attributes, k=v,k=v, values percent-encoded. They override detected"
          + " ones."),
  OTLP_PROTOCOL(
      "otel.exporter.otlp.protocol", Group.ESSENTIAL, "http/protobuf", "http/protobuf or grpc."),
  OTLP_HEADERS(
      "otel.exporter.otlp.headers",
      Group.ESSENTIAL,
      "none",
      "Headers sent with every export, k=v,k=v, values URL-encoded (a plus sign is a space, write"
          + " it %2B). Their values are never printed."),
  METRICS_EXPORTER(
      "otel.metrics.exporter",
      Group.ESSENTIAL,
      "otlp",
      "otlp; console (or logging) prints the points as text; none publishes nothing,"
          + " while the recording and the termination message continue. The first of these"
          + " names in a list is used; a list without one, such as prometheus, publishes"
          + " nothing, with a warning."),

  EXPORT_INTERVAL(
      "otel.metric.export.interval",
      Group.FREQUENT,
      "10s",
      "Time between two exports, 100ms to 1d. OpenTelemetry's default is 60s, in which"
          + " memory can grow past a limit. While the kill is near, there is an export every"
          + " second, for a minute."),
  LOG_LEVEL(
      "headroom.log.level",
      Group.FREQUENT,
      "info",
      "off, error, warn, info or debug, on stderr. At info a healthy start logs one line, at warn"
          + " none."),
  JVM_METRICS(
      "headroom.metrics.jvm",
      Group.FREQUENT,
      "auto",
      "Whether jvm.* is published: on, off, or auto, which leaves it to the OpenTelemetry"
          + " Java agent if that runs in the same JVM."),
  METRICS(
      "headroom.metrics",
      Group.FREQUENT,
      "essential",
      "essential or full: what OTLP exports. essential is what the rules, dashboards and queries of"
          + " this project use, at most 64 time series a JVM; full is every metric. The console,"
          + " show and report always print every metric."),
  METRICS_INCLUDE(
      "headroom.metrics.include",
      Group.FREQUENT,
      "none",
      "Names of further metrics that OTLP exports, whatever the set: name,name. * matches"
          + " any characters."),
  METRICS_EXCLUDE(
      "headroom.metrics.exclude",
      Group.FREQUENT,
      "none",
      "Names of metrics that OTLP does not export, in the same form. They override"
          + " included ones."),
  OTLP_COMPRESSION("otel.exporter.otlp.compression", Group.FREQUENT, "none", "gzip or none."),
  OTLP_CERTIFICATE(
      "otel.exporter.otlp.certificate",
      Group.FREQUENT,
      "the JVM's trust store",
      "PEM file with the certificates that verify the collector's certificate. It may be"
          + " missing at first and is read again when it changes, like the client key and the"
          + " client certificate."),
  OTLP_CLIENT_KEY(
      "otel.exporter.otlp.client.key",
      Group.FREQUENT,
      "none",
      "PEM file with the private key for mTLS, without a passphrase: PKCS #8, PKCS #1 or SEC 1;"
          + " RSA, EC or, from Java 15 on, Ed25519. It may be the certificate's file. Needs the"
          + " client certificate too."),
  OTLP_CLIENT_CERTIFICATE(
      "otel.exporter.otlp.client.certificate",
      Group.FREQUENT,
      "none",
      "PEM file with the certificate chain for mTLS; needs the client key too."),
  CONFIG(
      "headroom.config",
      Group.FREQUENT,
      "none",
      "Properties file (UTF-8) with any of these settings, by their property names. It"
          + " has the lowest priority."),
  RECORDER(
      "headroom.recorder",
      Group.FREQUENT,
      "on",
      "on or off: whether to keep the last hours in a file that survives an OOM kill, for"
          + " the next start and for java -jar headroom-agent.jar report. It takes 4 MiB of"
          + " disk, or 1 MiB of a tmpfs."),
  RECORDER_DIR(
      "headroom.recorder.dir",
      Group.FREQUENT,
      "headroom-UID, a private directory in the first of these that is writable: the"
          + " Kubernetes emptyDir that holds the agent's jar, java.io.tmpdir, the jar's"
          + " directory, systemd's STATE_DIRECTORY",
      "Directory of the recordings; an emptyDir keeps them when Kubernetes restarts the"
          + " container. It is created if it is missing; a symbolic link is refused."),
  TERMINATION_MESSAGE(
      "headroom.termination-message",
      Group.FREQUENT,
      "auto",
      "File that Kubernetes shows for an ended container (terminationMessagePath). The"
          + " agent keeps its termination message in it. auto is /dev/termination-log if that"
          + " exists, off is none, else an absolute path. The file must exist; what the"
          + " application writes into it stays."),
  STATUS_FILE(
      "headroom.status-file",
      Group.FREQUENT,
      "none",
      "Absolute path of a file in which the agent keeps the headroom and the verdict as"
          + " one JSON object, for a probe or a health check. Its directory must exist. The"
          + " file is replaced at each slow sample and when the verdict changes, and removed at"
          + " an orderly end."),
  CAUSE(
      "headroom.cause",
      Group.FREQUENT,
      "auto",
      "Whether to look for the cause when the verdict turns to growing or spike, or memory"
          + " runs out without a warning: which threads, classes, processes or files the growing"
          + " memory area belongs to. auto skips a histogram of the heap that would stop the"
          + " application for more than half a second, on does not, off looks at nothing."),
  RELIEF(
      "headroom.relief",
      Group.FREQUENT,
      "none: the agent changes nothing",
      "What the agent does when an OOM kill is near: any of trim (the C library releases"
          + " freed memory), squeeze (a full collection, after which G1 releases unused heap)"
          + " and terminate (SIGTERM to this JVM), name,name. docs/relief.md has the cost of"
          + " each."),
  EVENTS(
      "headroom.events",
      Group.FREQUENT,
      "none",
      "otlp or none: whether to send events to the collector as OTLP log records: a"
          + " change of the verdict, the cause of growth, relief, and the exit reason of the"
          + " previous JVM."),
  SDK_DISABLED(
      "otel.sdk.disabled",
      Group.FREQUENT,
      "false",
      "true: the agent does nothing; as an extension of the OpenTelemetry agent it exports"
          + " nothing."),
  ENABLED("headroom.enabled", Group.FREQUENT, "true", "false: the agent does nothing."),

  SAMPLE_INTERVAL(
      "headroom.sample.interval",
      Group.RARE,
      "1s",
      "Time between two fast samples (cgroup, heap), 100ms to 60s."),
  SLOW_INTERVAL(
      "headroom.slow.interval",
      Group.RARE,
      "10s",
      "Time between two slow samples (process status, native memory tracking, ancestors, move to"
          + " another cgroup), 1s to 10m."),
  RELIEF_MAX_PAUSE(
      "headroom.relief.max-pause",
      Group.RARE,
      "500ms",
      "Longest pause of the application that squeeze may cause by the agent's estimate, 10ms to"
          + " 1m."),
  RELIEF_TERMINATE_LEAD(
      "headroom.relief.terminate-lead",
      Group.RARE,
      "twice the duration of the previous JVM's shutdown hooks, at least 10s",
      "How long before the expected OOM kill terminate ends this JVM, 1s to 10m."),
  RELIEF_TRIM_AT_START(
      "headroom.relief.trim-at-start",
      Group.RARE,
      "false",
      "true: one trim 20 to 30 seconds after the start, whatever the headroom."),
  TEMPORALITY(
      "otel.exporter.otlp.metrics.temporality.preference",
      Group.RARE,
      "cumulative",
      "Temporality of counters: cumulative, delta or lowmemory."),
  OTLP_TIMEOUT(
      "otel.exporter.otlp.timeout", Group.RARE, "10s", "Longest time for one export, 1ms to 1h."),
  RESOURCE_DISABLED_KEYS(
      "otel.resource.disabled.keys",
      Group.RARE,
      "none",
      "Resource attributes that are not sent, by their keys: k,k."),
  DECLARATIVE_CONFIG(
      "otel.config.file",
      Group.RARE,
      "none",
      "OpenTelemetry's declarative configuration. The agent does not read it and logs a"
          + " warning if it is set: the settings of this table apply. As an extension of the"
          + " OpenTelemetry agent, it uses what that agent has read."),
  RETRY_DISABLED(
      "otel.java.exporter.otlp.retry.disabled",
      Group.RARE,
      "false",
      "true: a failed export is not retried."),
  METRICS_ENDPOINT(
      "otel.exporter.otlp.metrics.endpoint",
      Group.RARE,
      "otel.exporter.otlp.endpoint",
      "The endpoint for metrics alone; over http/protobuf the whole URL, to which nothing"
          + " is appended."),
  METRICS_PROTOCOL(
      "otel.exporter.otlp.metrics.protocol",
      Group.RARE,
      "otel.exporter.otlp.protocol",
      "The protocol for metrics alone."),
  METRICS_HEADERS(
      "otel.exporter.otlp.metrics.headers",
      Group.RARE,
      "otel.exporter.otlp.headers",
      "The headers for metrics alone; they replace the general ones."),
  METRICS_COMPRESSION(
      "otel.exporter.otlp.metrics.compression",
      Group.RARE,
      "otel.exporter.otlp.compression",
      "The compression for metrics alone."),
  METRICS_TIMEOUT(
      "otel.exporter.otlp.metrics.timeout",
      Group.RARE,
      "otel.exporter.otlp.timeout",
      "The timeout for metrics alone."),
  METRICS_CERTIFICATE(
      "otel.exporter.otlp.metrics.certificate",
      Group.RARE,
      "otel.exporter.otlp.certificate",
      "The trusted certificates for metrics alone."),
  METRICS_CLIENT_KEY(
      "otel.exporter.otlp.metrics.client.key",
      Group.RARE,
      "otel.exporter.otlp.client.key",
      "The client key for metrics alone."),
  METRICS_CLIENT_CERTIFICATE(
      "otel.exporter.otlp.metrics.client.certificate",
      Group.RARE,
      "otel.exporter.otlp.client.certificate",
      "The client certificate for metrics alone."),
  LOGS_EXPORTER(
      "otel.logs.exporter",
      Group.RARE,
      "otlp",
      "none: no event is sent, whatever headroom.events is. Any other value is ignored."),
  LOGS_ENDPOINT(
      "otel.exporter.otlp.logs.endpoint",
      Group.RARE,
      "otel.exporter.otlp.endpoint",
      "The endpoint for events alone; over http/protobuf the whole URL, to which nothing"
          + " is appended."),
  LOGS_PROTOCOL(
      "otel.exporter.otlp.logs.protocol",
      Group.RARE,
      "otel.exporter.otlp.protocol",
      "The protocol for events alone."),
  LOGS_HEADERS(
      "otel.exporter.otlp.logs.headers",
      Group.RARE,
      "otel.exporter.otlp.headers",
      "The headers for events alone; they replace the general ones."),
  LOGS_COMPRESSION(
      "otel.exporter.otlp.logs.compression",
      Group.RARE,
      "otel.exporter.otlp.compression",
      "The compression for events alone."),
  LOGS_TIMEOUT(
      "otel.exporter.otlp.logs.timeout",
      Group.RARE,
      "otel.exporter.otlp.timeout",
      "The timeout for events alone."),
  LOGS_CERTIFICATE(
      "otel.exporter.otlp.logs.certificate",
      Group.RARE,
      "otel.exporter.otlp.certificate",
      "The trusted certificates for events alone."),
  LOGS_CLIENT_KEY(
      "otel.exporter.otlp.logs.client.key",
      Group.RARE,
      "otel.exporter.otlp.client.key",
      "The client key for events alone."),
  LOGS_CLIENT_CERTIFICATE(
      "otel.exporter.otlp.logs.client.certificate",
      Group.RARE,
      "otel.exporter.otlp.client.certificate",
      "The client certificate for events alone.");

  /** How often a setting is needed. This is the order of the documentation. */
  public enum Group {
    ESSENTIAL,
    FREQUENT,
    RARE
  }

  /** The prefix of our own names. The agent argument may omit it. */
  static final String OWN_PREFIX = "headroom.";

  private final String property;
  private final Group group;
  private final String defaultText;
  private final String description;

  Setting(String property, Group group, String defaultText, String description) {
    this.property = property;
    this.group = group;
    this.defaultText = defaultText;
    this.description = description;
  }

  /** Returns the name as a system property, in the properties file and in the agent argument. */
  public String property() {
    return property;
  }

  /**
   * Returns the name as an environment variable: upper case, with {@code _} for {@code .} and
   * {@code -}.
   */
  public String environment() {
    return environmentName(property);
  }

  public Group group() {
    return group;
  }

  /** Returns the default, as text for a reader. */
  public String defaultText() {
    return defaultText;
  }

  /** Returns one or two sentences with the accepted values. */
  public String description() {
    return description;
  }

  /** Returns the setting of that property name, or null if there is none. */
  static @Nullable Setting byProperty(String property) {
    for (Setting setting : VALUES) {
      if (setting.property.equals(property)) {
        return setting;
      }
    }
    return null;
  }

  /**
   * Returns the setting of that name in the agent argument, where {@code headroom.} may be omitted.
   */
  static @Nullable Setting byArgumentName(String name) {
    Setting setting = byProperty(name);
    return setting != null ? setting : byProperty(OWN_PREFIX + name);
  }

  /** Returns the setting of that environment variable, or null if there is none. */
  static @Nullable Setting byEnvironment(String name) {
    for (Setting setting : VALUES) {
      if (setting.environment().equals(name)) {
        return setting;
      }
    }
    return null;
  }

  static String environmentName(String property) {
    char[] name = new char[property.length()];
    for (int i = 0; i < name.length; i++) {
      char c = property.charAt(i);
      if (c == '.' || c == '-') {
        name[i] = '_';
      } else if (c >= 'a' && c <= 'z') {
        name[i] = (char) (c - 'a' + 'A');
      } else {
        name[i] = c;
      }
    }
    return new String(name);
  }

  /** Cached, because values() copies its array at every call. */
  private static final Setting[] VALUES = values();
}
