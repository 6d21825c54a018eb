package io.github.headroom.agent.extension;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.incubator.config.DeclarativeConfigProperties;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the OpenTelemetry agent is configured with, as values of the {@code otel.*} settings by
 * their property names; null where one is not set.
 */
final class AgentConfiguration implements Function<String, @Nullable String> {

  private static final String SDK_DISABLED = "otel.sdk.disabled";
  private static final String METRICS_EXPORTER = "otel.metrics.exporter";
  private static final String LOGS_EXPORTER = "otel.logs.exporter";

  /** By the version of the OpenTelemetry agent, the newest first. */
  private static final String[] DECLARATIVE = {
    "io.opentelemetry.sdk.autoconfigure.declarativeconfig.DeclarativeConfiguration",
    "io.opentelemetry.sdk.extension.incubator.fileconfig.DeclarativeConfiguration"
  };

  private static final String[] DECLARATIVE_FILE = {
    "otel.config.file", "OTEL_CONFIG_FILE",
    "otel.experimental.config.file", "OTEL_EXPERIMENTAL_CONFIG_FILE"
  };

  private final ConfigProperties properties;

  private AgentConfiguration(ConfigProperties properties) {
    this.properties = properties;
  }

  /**
   * The configuration after all customizers; of declarative configuration, the content of its file.
   *
   * @throws ReflectiveOperationException where this version of the OpenTelemetry agent hides it
   */
  static Function<String, @Nullable String> of(AutoConfiguredOpenTelemetrySdk sdk)
      throws ReflectiveOperationException {
    Object properties = get(sdk, "getConfig");
    // OpenTelemetry agents 2.20 to 2.25 stand a bridge of this name before declarative
    // configuration.
    if (properties != null && !properties.getClass().getName().contains("Declarative")) {
      return new AgentConfiguration((ConfigProperties) properties);
    }
    DeclarativeConfigProperties declarative = null;
    try {
      declarative = declarative();
    } catch (Exception | LinkageError e) {
      System.err.println(
          "[headroom] WARN the OpenTelemetry agent's declarative configuration cannot be read ("
              + HeadroomExtension.printable(
                  e instanceof InvocationTargetException ? e.getCause() : e)
              + "); nothing is exported, the recording and the termination message go on");
    }
    return new DeclarativeSettings(declarative);
  }

  /** An SDK that is disabled exports nothing; Headroom's recording does not need it. */
  @Override
  public @Nullable String apply(String property) {
    if (property.equals(SDK_DISABLED)) {
      return null;
    }
    boolean exporter = property.equals(METRICS_EXPORTER) || property.equals(LOGS_EXPORTER);
    if (exporter && isTrue(properties.getString(SDK_DISABLED))) {
      return "none";
    }
    return properties.getString(property);
  }

  private static boolean isTrue(@Nullable String value) {
    return "true".equalsIgnoreCase(value);
  }

  /**
   * The attributes of the OpenTelemetry agent's resource: String, Long, Double, Boolean, or a list
   * of one of these. Attributes of other types are left out. Null where it has none.
   *
   * @throws ReflectiveOperationException where this version of the OpenTelemetry agent hides it
   */
  static @Nullable Map<String, Object> resource(AutoConfiguredOpenTelemetrySdk sdk)
      throws ReflectiveOperationException {
    Resource resource = (Resource) get(sdk, "getResource");
    if (resource == null) {
      return null;
    }
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (Map.Entry<AttributeKey<?>, Object> attribute :
        resource.getAttributes().asMap().entrySet()) {
      Object value = attribute.getValue();
      if (value instanceof List) {
        attributes.put(attribute.getKey().getKey(), new ArrayList<Object>((List<?>) value));
      } else if (value instanceof String || value instanceof Number || value instanceof Boolean) {
        attributes.put(attribute.getKey().getKey(), value);
      }
    }
    return attributes;
  }

  /** Both getters were public once and are of the package now, in all versions there so far. */
  private static @Nullable Object get(AutoConfiguredOpenTelemetrySdk sdk, String getter)
      throws ReflectiveOperationException {
    Method method = AutoConfiguredOpenTelemetrySdk.class.getDeclaredMethod(getter);
    method.setAccessible(true);
    return method.invoke(sdk);
  }

  private static DeclarativeConfigProperties declarative()
      throws ReflectiveOperationException, IOException {
    String file = declarativeFile();
    if (file == null) {
      throw new IllegalStateException("neither properties nor otel.config.file");
    }
    Method parse = parser().getMethod("toConfigProperties", InputStream.class);
    try (InputStream in = open(file)) {
      return (DeclarativeConfigProperties) parse.invoke(null, in);
    }
  }

  /**
   * Opens a regular file. A FIFO was read to its end by the OpenTelemetry agent, and opening it
   * again would hold up the start of the application for ever.
   */
  static InputStream open(String file) throws IOException {
    if (!new File(file).isFile()) {
      throw new IOException("expected a regular file");
    }
    return new FileInputStream(file);
  }

  private static @Nullable String declarativeFile() {
    for (int i = 0; i < DECLARATIVE_FILE.length; i += 2) {
      String file = System.getProperty(DECLARATIVE_FILE[i]);
      if (file == null) {
        file = System.getenv(DECLARATIVE_FILE[i + 1]);
      }
      if (file != null && !file.isEmpty()) {
        return file;
      }
    }
    return null;
  }

  private static Class<?> parser() throws ClassNotFoundException {
    ClassNotFoundException missing = null;
    for (String name : DECLARATIVE) {
      try {
        return Class.forName(name);
      } catch (ClassNotFoundException e) {
        missing = e;
      }
    }
    throw missing == null ? new ClassNotFoundException() : missing;
  }
}
