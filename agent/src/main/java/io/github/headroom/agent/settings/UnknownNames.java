package io.github.headroom.agent.settings;

import io.github.headroom.agent.log.Printable;
import java.util.Enumeration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Reports names that look like ours but are not, with the most similar known name. */
final class UnknownNames {

  private static final String OWN_ENVIRONMENT = "HEADROOM_";

  /** The most names reported per source, so that a file of garbage does not fill the log. */
  private static final int MAX_REPORTED = 5;

  /** Longer names are no misspelling of ours. */
  private static final int MAX_COMPARED = 64;

  private UnknownNames() {}

  /** Reports {@code headroom.*} system properties that are no settings. */
  static void ofSystemProperties(Properties properties, Problems problems) {
    int reported = 0;
    // keys() does not fail when the application adds a property meanwhile. An iterator would.
    for (Enumeration<Object> keys = properties.keys();
        keys.hasMoreElements() && reported < MAX_REPORTED; ) {
      Object key = keys.nextElement();
      if (key instanceof String
          && ((String) key).startsWith(Setting.OWN_PREFIX)
          && Setting.byProperty((String) key) == null) {
        problems.add("system property: " + problem((String) key, false));
        reported++;
      }
    }
  }

  /** Reports {@code HEADROOM_*} variables that are no settings. */
  static void ofEnvironment(Map<String, String> environment, Problems problems) {
    int reported = 0;
    for (String name : environment.keySet()) {
      if (reported < MAX_REPORTED
          && name.startsWith(OWN_ENVIRONMENT)
          && Setting.byEnvironment(name) == null
          && !isServiceLink(name)) {
        problems.add("environment: " + problem(name, false));
        reported++;
      }
    }
  }

  /**
   * Reports keys of the properties file that are no settings. Keys of {@code otel.*} are accepted,
   * because the file may be shared with the OpenTelemetry Java agent.
   */
  static void ofFile(String file, Properties properties, Problems problems) {
    int reported = 0;
    for (Enumeration<Object> keys = properties.keys();
        keys.hasMoreElements() && reported < MAX_REPORTED; ) {
      String key = (String) keys.nextElement();
      if (!key.startsWith("otel.") && Setting.byProperty(key) == null) {
        problems.add(file + ": " + problem(key, true));
        reported++;
      }
    }
  }

  /**
   * Returns the problem with an unknown name.
   *
   * @param shortened whether {@code headroom.} may have been omitted
   */
  static String problem(String name, boolean shortened) {
    String nearest = nearest(name, shortened);
    return '"'
        + Printable.piece(name)
        + "\" is no setting of Headroom; it is ignored"
        + (nearest == null ? "" : "; the nearest is " + nearest);
  }

  /**
   * Returns whether Kubernetes has set the variable. With a Service named headroom or
   * headroom-something in the namespace, every pod has HEADROOM_SERVICE_HOST,
   * HEADROOM_PORT_4317_TCP_ADDR and the like.
   */
  private static boolean isServiceLink(String name) {
    return name.contains("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || name.contains("_PORT_")
        || name.endsWith("_PORT");
  }

  /** Returns the known name with the smallest edit distance, at most a third of the letters. */
  private static @Nullable String nearest(String name, boolean shortened) {
    if (name.length() > MAX_COMPARED) {
      return null;
    }
    boolean environment = name.startsWith(OWN_ENVIRONMENT);
    String nearest = null;
    int fewest = Math.max(2, name.length() / 3) + 1;
    for (Setting setting : Setting.values()) {
      String known = environment ? setting.environment() : setting.property();
      int edits = edits(name, known);
      if (shortened && known.startsWith(Setting.OWN_PREFIX)) {
        edits = Math.min(edits, edits(name, known.substring(Setting.OWN_PREFIX.length())));
      }
      if (edits < fewest) {
        fewest = edits;
        nearest = known;
      }
    }
    return nearest;
  }

  /** Returns the Levenshtein distance, computed row by row. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
