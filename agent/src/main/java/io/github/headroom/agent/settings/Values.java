package io.github.headroom.agent.settings;

import io.github.headroom.agent.log.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks up settings: agent argument, system property, environment, properties file. The first
 * source with a value decides. In an extension of the OpenTelemetry agent, that agent's
 * configuration replaces system properties and environment for {@code otel.*}. An empty value
 * counts as not set, as in autoconfigure and in OpenTelemetry's specification.
 *
 * <p>Only names of the table are looked up. Nothing is copied.
 */
final class Values {

  /** The most characters. No server accepts headers of that size. */
  private static final int MAX_LENGTH = 32 * 1024;

  private final Map<Setting, String> argument;
  private final @Nullable Function<String, String> otel;
  private final @Nullable Properties systemProperties;
  private final @Nullable Map<String, String> environment;
  private final Problems problems;
  private @Nullable Properties file;
  private @Nullable String configFile;

  Values(
      Map<Setting, String> argument,
      @Nullable Function<String, String> otel,
      @Nullable Properties systemProperties,
      @Nullable Map<String, String> environment,
      Problems problems) {
    this.argument = argument;
    this.otel = otel;
    this.systemProperties = systemProperties;
    this.environment = environment;
    this.problems = problems;
  }

  /**
   * Reads the properties file that the other sources name, if any. It then has the lowest priority.
   */
  void readFile(Path root) {
    configFile = text(Setting.CONFIG);
    if (configFile != null) {
      file = ConfigFile.read(root, configFile, problems);
    }
    if (configFile != null && file != null) {
      UnknownNames.ofFile("file " + Printable.path(configFile), file, problems);
    }
  }

  /** Returns the properties file that was named; null if none was. */
  @Nullable String configFile() {
    return configFile;
  }

  /** Returns the trimmed value of a setting, or null if no source has one or it is empty. */
  @Nullable String text(Setting setting) {
    String value = raw(setting);
    if (value == null) {
      return null;
    }
    if (value.length() > MAX_LENGTH) {
      problems.add(
          name(setting)
              + (": expected at most " + MAX_LENGTH + " characters, found " + value.length())
              + "; it counts as not set");
      return null;
    }
    value = value.trim();
    return value.isEmpty() ? null : value;
  }

  /** Returns whether one of the settings has a value. */
  boolean hasAny(Setting... settings) {
    for (Setting setting : settings) {
      if (text(setting) != null) {
        return true;
      }
    }
    return false;
  }

  /** Returns the value of the first of the settings that has one. */
  @Nullable String text(Setting specific, Setting general) {
    String value = text(specific);
    return value != null ? value : text(general);
  }

  /** Returns the setting whose value {@link #text(Setting, Setting)} returns. */
  Setting which(Setting specific, Setting general) {
    String value = raw(specific);
    return value == null || value.trim().isEmpty() ? general : specific;
  }

  /** Returns the parts of a list, split like autoconfigure's getList; empty if it is not set. */
  Set<String> list(Setting setting) {
    String text = text(setting);
    if (text == null) {
      return Collections.emptySet();
    }
    Set<String> parts = new LinkedHashSet<>();
    int start = 0;
    while (start <= text.length()) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      parts.add(text.substring(start, end).trim());
      start = end + 1;
    }
    return Collections.unmodifiableSet(parts);
  }

  /** Parses true or false in any case, like Boolean.parseBoolean. */
  boolean flag(Setting setting, boolean fallback) {
    String value = text(setting);
    if (value == null) {
      return fallback;
    }
    if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
      return value.equalsIgnoreCase("true");
    }
    problems.add(
        wrong(setting, "expected true or false", value) + taken(fallback ? "true" : "false"));
    return fallback;
  }

  /** Returns the index in {@code choices} of the first valid value of the settings, else 0. */
  int choice(String[] choices, Setting... settings) {
    List<String> wrong = new ArrayList<>(settings.length);
    int chosen = 0;
    for (Setting setting : settings) {
      String value = text(setting);
      if (value == null) {
        continue;
      }
      Integer place = place(choices, value);
      if (place != null) {
        chosen = place;
        break;
      }
      wrong.add(wrong(setting, "expected " + list(choices), value));
    }
    report(wrong, choices[chosen]);
    return chosen;
  }

  /** Returns the first valid duration of the settings in ms, else {@code fallback}. */
  long millis(long fallback, long min, long max, Setting... settings) {
    List<String> wrong = new ArrayList<>(settings.length);
    long chosen = fallback;
    for (Setting setting : settings) {
      String value = text(setting);
      if (value == null) {
        continue;
      }
      Long millis = DurationText.millis(value);
      if (millis != null && millis >= min && millis <= max) {
        chosen = millis;
        break;
      }
      String expected =
          millis == null
              ? "expected a duration such as 10s"
              : "expected " + DurationText.of(min) + " to " + DurationText.of(max);
      wrong.add(wrong(setting, expected, value));
    }
    report(wrong, DurationText.of(chosen));
    return chosen;
  }

  /** Reports each of {@code wrong} with the value that is used instead. */
  void report(List<String> wrong, String taken) {
    for (int i = 0; i < wrong.size(); i++) {
      problems.add(wrong.get(i) + taken(taken));
    }
  }

  private static String taken(String taken) {
    return "; " + taken + " is used";
  }

  /** Returns the beginning of a problem: setting, source, expected, found. */
  String wrong(Setting setting, String expected, String found) {
    return name(setting) + ": " + expected + ", found \"" + Printable.piece(found) + '"';
  }

  /** Returns the setting's name and the source of its value. */
  String name(Setting setting) {
    return setting.property() + " (" + origin(setting) + ")";
  }

  private @Nullable String raw(Setting setting) {
    String value = argument.get(setting);
    if (value == null && isOfOtel(setting)) {
      value = ofOtel(setting);
    } else {
      if (value == null && systemProperties != null) {
        value = systemProperties.getProperty(setting.property());
      }
      if (value == null && environment != null) {
        value = environment.get(setting.environment());
      }
    }
    if (value == null && file != null) {
      value = file.getProperty(setting.property());
    }
    return value;
  }

  private boolean isOfOtel(Setting setting) {
    return otel != null && !setting.property().startsWith(Setting.OWN_PREFIX);
  }

  private @Nullable String ofOtel(Setting setting) {
    return otel == null ? null : otel.apply(setting.property());
  }

  private String origin(Setting setting) {
    if (argument.containsKey(setting)) {
      return "agent argument";
    } else if (isOfOtel(setting)) {
      if (ofOtel(setting) != null) {
        return "OpenTelemetry agent";
      }
    } else if (systemProperties != null
        && systemProperties.getProperty(setting.property()) != null) {
      return "system property";
    } else if (environment != null && environment.containsKey(setting.environment())) {
      return "environment " + setting.environment();
    }
    return configFile == null ? "default" : "file " + Printable.path(configFile);
  }

  private static @Nullable Integer place(String[] choices, String value) {
    for (int i = 0; i < choices.length; i++) {
      if (choices[i].equalsIgnoreCase(value)) {
        return i;
      }
    }
    return null;
  }

  private static String list(String[] choices) {
    StringBuilder list = new StringBuilder(choices[0]);
    for (int i = 1; i < choices.length; i++) {
      list.append(i == choices.length - 1 ? " or " : ", ").append(choices[i]);
    }
    return list.toString();
  }
}
