package io.github.headroom.agent.settings;

import io.github.headroom.agent.log.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks settings up: agent argument, system property, environment, properties file; the first that
 * names a setting decides. Where the OpenTelemetry agent's configuration is there, it is asked for
 * {@code otel.*} in place of system properties and environment. An empty value is as good as none:
 * the default holds, as in autoconfigure and in OpenTelemetry's specification.
 *
 * <p>Only names of the table are asked for; nothing is copied.
 */
final class Values {

  /** Characters; longer values are refused: headers of that size no server takes. */
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

  /** Reads the file that the other sources name, if any; it is asked last from then on. */
  void readFile(Path root) {
    configFile = text(Setting.CONFIG);
    if (configFile != null) {
      file = ConfigFile.read(root, configFile, problems);
    }
    if (configFile != null && file != null) {
      UnknownNames.ofFile("file " + Printable.path(configFile), file, problems);
    }
  }

  /** The properties file that was named; null if none was. */
  @Nullable String configFile() {
    return configFile;
  }

  /** The trimmed value of a setting; null when no source names it or it is empty. */
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

  /** The first of the settings that has a value. */
  @Nullable String text(Setting specific, Setting general) {
    String value = text(specific);
    return value != null ? value : text(general);
  }

  /** The setting of the two that {@link #text(Setting, Setting)} takes the value of. */
  Setting which(Setting specific, Setting general) {
    String value = raw(specific);
    return value == null || value.trim().isEmpty() ? general : specific;
  }

  /** True or false in any case of letters, as Boolean.parseBoolean has it. */
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

  /** The place in {@code choices} of the first valid value of the settings, else 0. */
  int choice(String[] choices, Setting... settings) {
    List<String> wrong = new ArrayList<>(settings.length);
    int chosen = 0;
    for (Setting setting : settings) {
      String value = text(setting);
      if (value == null) {
        continue;
      }
      int place = place(choices, value);
      if (place >= 0) {
        chosen = place;
        break;
      }
      wrong.add(wrong(setting, "expected " + list(choices), value));
    }
    tell(wrong, choices[chosen]);
    return chosen;
  }

  /** Milliseconds of the first valid duration of the settings, else {@code fallback}. */
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
    tell(wrong, DurationText.of(chosen));
    return chosen;
  }

  /** Says each of {@code wrong} and what is taken in its place. */
  void tell(List<String> wrong, String taken) {
    for (int i = 0; i < wrong.size(); i++) {
      problems.add(wrong.get(i) + taken(taken));
    }
  }

  private static String taken(String taken) {
    return "; " + taken + " is taken";
  }

  /** The beginning of a problem: setting, where it came from, expected, found. */
  String wrong(Setting setting, String expected, String found) {
    return name(setting) + ": " + expected + ", found \"" + Printable.piece(found) + '"';
  }

  /** The setting's name and where its value came from. */
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

  private static int place(String[] choices, String value) {
    for (int i = 0; i < choices.length; i++) {
      if (choices[i].equalsIgnoreCase(value)) {
        return i;
      }
    }
    return -1;
  }

  private static String list(String[] choices) {
    StringBuilder list = new StringBuilder(choices[0]);
    for (int i = 1; i < choices.length; i++) {
      list.append(i == choices.length - 1 ? " or " : ", ").append(choices[i]);
    }
    return list.toString();
  }
}
