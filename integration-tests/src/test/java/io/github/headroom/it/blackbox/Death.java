package io.github.headroom.it.blackbox;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.headroom.it.scenes.SceneMain;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that ended, by the evidence it left: nothing is run here.
 *
 * @param facts facts of the run, by key
 * @param reports the agent's, by the name of their file
 * @param message what a container's status would show; empty where there was no container
 * @param exports when they came to the receiver, milliseconds since 1970
 * @param lines when the victim printed the bytes that it had taken
 */
record Death(
    Map<String, String> facts,
    RecordingAudit audit,
    Map<String, JsonObject> reports,
    Optional<String> message,
    List<Long> exports,
    List<Long> lines) {

  private static final Pattern LINE = Pattern.compile("(\\d{13}) \\d+");
  private static final Pattern ARRIVAL = Pattern.compile("\\S+ (\\d{13})");
  private static final int MOST_OF_A_MESSAGE = 4096;
  private static final long GROWTH_MILLIS = 30_000;
  private static final long LAST_EXPORT_MILLIS = 2_000;

  /** The garbage collector stops the agent's thread, too, for as long as it looks for room. */
  private static final String HEAP = "java_heap";

  static Death read(Path evidence) throws IOException {
    Properties properties = new Properties();
    try (Reader text = Files.newBufferedReader(evidence.resolve(SceneMain.ENDED))) {
      properties.load(text);
    }
    Map<String, String> facts = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> facts.put(key, properties.getProperty(key)));
    Map<String, JsonObject> reports = new TreeMap<>();
    for (String file : List.of(Remains.REPORT_THERE, Remains.REPORT_GONE)) {
      if (Files.exists(evidence.resolve(file))) {
        String json = Files.readString(evidence.resolve(file));
        reports.put(file, JsonParser.parseString(json).getAsJsonObject());
      }
    }
    Path message = evidence.resolve(Remains.MESSAGE);
    return new Death(
        facts,
        RecordingAudit.of(evidence.resolve(Remains.RECORDING)),
        reports,
        Files.exists(message) ? Optional.of(Files.readString(message)) : Optional.empty(),
        times(evidence.resolve("exports/arrivals"), ARRIVAL),
        times(evidence.resolve("out"), LINE));
  }

  private static List<Long> times(Path file, Pattern pattern) throws IOException {
    List<Long> times = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.matches()) {
          times.add(Long.valueOf(matcher.group(1)));
        }
      }
    }
    return times;
  }

  String name() {
    return get("name");
  }

  End end() {
    return End.valueOf(get("end"));
  }

  boolean isOomKill() {
    return end() == End.OOM_KILL;
  }

  boolean isOfHeap() {
    return get("area").equals(HEAP);
  }

  boolean isEmulated() {
    return !get("place").startsWith("v1");
  }

  /** The fact of that key; empty where there is none. */
  String get(String key) {
    return facts.getOrDefault(key, "");
  }

  /**
   * Milliseconds from the last record to the kill by the kernel's log; below 0 where a thread wrote
   * on before it took the signal; empty where the log has no such line.
   */
  OptionalLong age() {
    String killed = get("killed");
    return killed.isEmpty() || audit.times().isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(killed) - audit.lastMillis());
  }

  /** As in {@code oom_kill, certain}; empty of a report that was not made. */
  String ending(String report) {
    JsonObject json = reports.get(report);
    return json == null ? "" : text(json, "exit") + ", " + text(json, "certainty");
  }

  /** What a report is to contain. */
  String word() {
    return facts.getOrDefault("word", end().word());
  }

  /** Whether every report that was made has the right word. */
  boolean isNamed() {
    return reports.values().stream().allMatch(json -> text(json, "exit").equals(word()))
        && !reports.isEmpty();
  }

  /** The area of the report that was made last. */
  String culprit() {
    JsonObject json = reports.get(Remains.REPORT_GONE);
    return json == null ? "" : text(json, "culprit");
  }

  boolean isBlamed() {
    return culprit().equals(get("area"));
  }

  /**
   * Whether the message is there, in its bounds, and its best line has the limit and the culprit.
   */
  boolean isWorded() {
    String text = message.orElse("");
    String limit = " MiB left of " + (Long.parseLong(get("limit")) >> 20) + " MiB, verdict ";
    String first = text.lines().findFirst().orElse("");
    return text.getBytes(StandardCharsets.UTF_8).length <= MOST_OF_A_MESSAGE
        && first.startsWith("[headroom] ")
        && first.contains(limit)
        && first.contains("culprit " + get("area"));
  }

  /** Whether it had grown for long enough to be foreseen. */
  boolean isLongForeseeable() {
    return !get("killed").isEmpty()
        && !lines.isEmpty()
        && Long.parseLong(get("killed")) - lines.get(0) >= GROWTH_MILLIS;
  }

  /** Milliseconds from the last export's arrival to the kill; empty without one. */
  OptionalLong exportAge() {
    return exports.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(get("killed")) - exports.get(exports.size() - 1));
  }

  boolean hasLastExport() {
    OptionalLong age = exportAge();
    return age.isPresent() && age.getAsLong() <= LAST_EXPORT_MILLIS;
  }

  /** All that is not as it should be, a sentence each. */
  List<String> misses() {
    List<String> misses = new ArrayList<>(audit.faults());
    if (!isNamed()) {
      misses.add(
          "expected "
              + word()
              + ", found "
              + ending(Remains.REPORT_THERE)
              + "; its group gone: "
              + ending(Remains.REPORT_GONE));
    }
    if (isOomKill()) {
      if (!isBlamed()) {
        misses.add("culprit: expected " + get("area") + ", found " + culprit());
      }
      if (age().isEmpty()) {
        misses.add("the kernel's log has no kill of process " + get("pid"));
      } else if (age().getAsLong() > 1000) {
        misses.add("the last record was " + age().getAsLong() + " ms old");
      }
      if (message.isPresent() && !isWorded()) {
        misses.add("termination message: " + message.get().lines().findFirst().orElse("empty"));
      }
      if (isLongForeseeable() && !hasLastExport()) {
        misses.add(
            exportAge().isEmpty()
                ? "no export"
                : "the last export came " + exportAge().getAsLong() + " ms before the kill");
      }
    }
    return misses;
  }

  private static String text(JsonObject json, String name) {
    @Nullable JsonElement value = json.get(name);
    return value == null || value.isJsonNull() ? "nobody" : value.getAsString();
  }
}
