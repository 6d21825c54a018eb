package io.github.headroom.agent.settings;

import io.github.headroom.agent.log.Printable;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings. The agent argument overrides system properties, they override the
 * environment, and it overrides the properties file, for {@code otel.*} and {@code headroom.*}
 * alike. In an extension of the OpenTelemetry agent, that agent's configuration replaces system
 * properties and environment for {@code otel.*}.
 */
public final class SettingsReader {

  /** The most characters. A longer argument is ignored entirely. */
  private static final int MAX_ARGUMENT = 64 * 1024;

  private SettingsReader() {}

  /**
   * Returns the settings of this JVM. Never throws. A source that a SecurityManager forbids is left
   * out.
   *
   * @param otel returns the OpenTelemetry agent's value of an otel.* setting by its property name,
   *     or null if it is not set. Null if Headroom is no extension of that agent
   * @param root the root for an absolute {@code headroom.config}, usually {@code /}
   * @param problems receives one sentence for each problem, without secrets
   */
  public static Settings read(
      @Nullable String agentArgument,
      @Nullable Function<String, String> otel,
      Path root,
      List<String> problems) {
    Properties systemProperties = null;
    try {
      systemProperties = System.getProperties();
    } catch (SecurityException e) {
      problems.add("system properties: the security manager forbids reading them; none is used");
    }
    Map<String, String> environment = null;
    try {
      environment = System.getenv();
    } catch (SecurityException e) {
      problems.add("environment: the security manager forbids reading it; none of it is used");
    }
    return read(agentArgument, otel, systemProperties, environment, root, problems);
  }

  /** Returns the settings of these sources. A null source cannot be read. Never throws. */
  public static Settings read(
      @Nullable String agentArgument,
      @Nullable Properties systemProperties,
      @Nullable Map<String, String> environment,
      Path root,
      List<String> problems) {
    return read(agentArgument, null, systemProperties, environment, root, problems);
  }

  static Settings read(
      @Nullable String agentArgument,
      @Nullable Function<String, String> otel,
      @Nullable Properties systemProperties,
      @Nullable Map<String, String> environment,
      Path root,
      List<String> problems) {
    Problems found = new Problems();
    Settings settings;
    try {
      settings = settings(agentArgument, otel, systemProperties, environment, root, found);
    } catch (RuntimeException e) {
      found.add("settings cannot be read (" + Printable.thrown(e) + "); all defaults are used");
      Map<Setting, String> none = new EnumMap<>(Setting.class);
      settings = new Settings(new Values(none, null, null, null, found), found);
    }
    found.copyTo(problems);
    return settings;
  }

  private static Settings settings(
      @Nullable String agentArgument,
      @Nullable Function<String, String> otel,
      @Nullable Properties systemProperties,
      @Nullable Map<String, String> environment,
      Path root,
      Problems problems) {
    Map<Setting, String> argument = new EnumMap<>(Setting.class);
    if (agentArgument != null && agentArgument.length() > MAX_ARGUMENT) {
      problems.add(
          "agent argument: expected at most "
              + (MAX_ARGUMENT + " characters, found " + agentArgument.length())
              + "; it is ignored");
    } else if (agentArgument != null) {
      argument = AgentArgument.parse(agentArgument, problems);
    }
    Values values = new Values(argument, otel, systemProperties, environment, problems);
    values.readFile(root);
    if (systemProperties != null) {
      UnknownNames.ofSystemProperties(systemProperties, problems);
    }
    if (environment != null) {
      UnknownNames.ofEnvironment(environment, problems);
    }
    return new Settings(values, problems);
  }
}
