package io.github.headroom.agent.settings;

import io.github.headroom.agent.log.Printable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The text after {@code -javaagent:headroom-agent.jar=}: {@code name=value,name=value}.
 *
 * <p>A comma inside a value is written {@code \,}, and a backslash may be written {@code \\}. Any
 * other backslash stays, so that Windows paths work unchanged. White space around names and values
 * is dropped. If a name is repeated, the last entry applies, as on Java's command line.
 */
final class AgentArgument {

  private static final String WHERE = "agent argument: ";
  private static final String HOW = " (a comma inside a value is written \\,)";

  private AgentArgument() {}

  /**
   * Returns the settings of the argument. Entries that are no setting are added to {@code
   * problems}.
   */
  static Map<Setting, String> parse(String argument, Problems problems) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    List<String> entries = split(argument);
    // The text after a header may be the rest of its value. It may be a secret, so it is not
    // repeated.
    boolean secret = false;
    for (int i = 0; i < entries.size(); i++) {
      String entry = entries.get(i).trim();
      if (entry.isEmpty()) {
        continue;
      }
      int equals = entry.indexOf('=');
      String name = equals < 0 ? entry : entry.substring(0, equals).trim();
      Setting setting = Setting.byArgumentName(name);
      if (equals < 0 || (setting == null && secret)) {
        String found = secret ? "something else" : '"' + Printable.piece(name) + '"';
        problems.add(
            WHERE
                + ("expected name=value as entry " + (i + 1) + ", found " + found)
                + ("; it is ignored" + HOW));
      } else if (setting == null) {
        problems.add(WHERE + UnknownNames.problem(name, true) + HOW);
      } else {
        secret = setting == Setting.OTLP_HEADERS || setting == Setting.METRICS_HEADERS;
        settings.put(setting, entry.substring(equals + 1).trim());
      }
    }
    return settings;
  }

  private static List<String> split(String argument) {
    List<String> entries = new ArrayList<>();
    StringBuilder entry = new StringBuilder();
    for (int i = 0; i < argument.length(); i++) {
      char c = argument.charAt(i);
      if (c == '\\' && i + 1 < argument.length() && isEscaped(argument.charAt(i + 1))) {
        i++;
        entry.append(argument.charAt(i));
      } else if (c == ',') {
        entries.add(entry.toString());
        entry.setLength(0);
      } else {
        entry.append(c);
      }
    }
    entries.add(entry.toString());
    return entries;
  }

  private static boolean isEscaped(char c) {
    return c == ',' || c == '\\';
  }
}
