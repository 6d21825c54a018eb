package io.github.headroom.it.platforms;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** The points of {@code show --json} and {@code report --json}. */
final class Points {

  private Points() {}

  /** By the metric's name and the values of its attributes, with spaces between them. */
  static Map<String, Double> of(JsonArray metrics) {
    Map<String, Double> points = new TreeMap<>();
    for (JsonElement element : metrics) {
      JsonObject metric = element.getAsJsonObject();
      StringBuilder key = new StringBuilder(metric.get("name").getAsString());
      for (JsonElement value : metric.getAsJsonObject("attributes").asMap().values()) {
        key.append(' ').append(value.getAsString());
      }
      points.put(key.toString(), metric.get("value").getAsDouble());
    }
    return points;
  }

  /** Mebibytes with a digit behind the point. */
  static String mib(double bytes) {
    return String.format(java.util.Locale.ROOT, "%.1f MiB", bytes / (1 << 20));
  }
}
