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
 * Reads the settings: agent argument over system properties over environment over the properties
 * file, for {@code otel.*} and {@code headroom.*} alike. In an extension of the OpenTelemetry agent
 * that agent's configuration stands in place of system properties and environment for {@code
 * otel.*}.
 */
public final class SettingsReader {

  /** Characters; a longer argument is refused as a whole. */
  private static final int MAX_ARGUMENT = 64 * 1024;

  private SettingsReader() {}

  /**
   * The settings of this JVM. Never throws; a SecurityManager that forbids a source leaves it out.
   *
   * @param otel the OpenTelemetry agent's values of the otel.* settings by their property names,
   *     null where one is not set; null: Headroom is no extension of it
   * @param root what an absolute {@code headroom.config} is looked up under, {@code /} as a rule
   * @param problems gets one sentence for each thing that is wrong, without secrets
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
      problems.add("system properties: the security manager forbids to read them; none is taken");
    }
    Map<String, String> environment = null;
    try {
      environment = System.getenv();
    } catch (SecurityException e) {
      problems.add("environment: the security manager forbids to read it; none of it is taken");
    }
    return read(agentArgument, otel, systemProperties, environment, root, problems);
  }

  /** The settings of these sources; a null source is one that may not be read. Never throws. */
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
      found.add("settings cannot be read (" + Printable.thrown(e) + "); all defaults are taken");
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
