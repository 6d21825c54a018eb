package io.github.headroom.agent.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The settings read from some sources, and the problems reported. */
record Reading(Settings settings, List<String> problems) {

  static Reading of(String argument, Map<String, String> system, Map<String, String> environment) {
    Properties properties = new Properties();
    properties.putAll(system);
    List<String> problems = new ArrayList<>();
    Settings settings =
        SettingsReader.read(argument, properties, environment, Path.of("/"), problems);
    return new Reading(settings, problems);
  }

  static Reading ofArgument(String argument) {
    return of(argument, Map.of(), Map.of());
  }

  static Reading ofProperty(String name, String value) {
    return of(null, Map.of(name, value), Map.of());
  }

  static Reading ofProperties(Map<String, String> system) {
    return of(null, system, Map.of());
  }

  static Reading ofEnvironment(Map<String, String> environment) {
    return of(null, Map.of(), environment);
  }
}
