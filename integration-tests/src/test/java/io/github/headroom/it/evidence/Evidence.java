package io.github.headroom.it.evidence;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.headroom.it.parts.MetricPoint;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scene left in its directory.
 *
 * @param exports what the receiver got, by the time of the sample
 * @param lines the victim's own account, by time
 * @param errors the JVM's standard error
 * @param own the files of the JVM's group after the end
 * @param limited those of the group whose limit binds, the same where it is the JVM's
 * @param log what the kernel wrote during the scene
 */
public record Evidence(
    Path directory,
    RecordedScene scene,
    List<Export> exports,
    List<Line> lines,
    String errors,
    GroupFiles own,
    GroupFiles limited,
    KernelLog log) {

  private static final Pattern LINE = Pattern.compile("(\\d{13}) (\\d+)");
  private static final Pattern ARRIVAL = Pattern.compile("(\\S+) (\\d{13})");

  /** The victim had taken so many bytes at a time (milliseconds since the epoch). */
  public record Line(long millis, long bytes) {}

  /** Reads everything; fails with the names of all that is missing or broken. */
  public static Evidence read(Path directory) throws IOException {
    List<String> faults = new ArrayList<>();
    RecordedScene scene = scene(directory, faults);
    List<Export> exports = exports(directory.resolve("exports"), faults);
    List<Line> lines = lines(text(directory, "out", faults));
    String errors = text(directory, "err", faults);
    GroupFiles own = files(directory.resolve("files/own"), scene, faults);
    GroupFiles limited = files(directory.resolve("files/limited"), scene, faults);
    KernelLog log = KernelLog.of(text(directory, "dmesg", faults));
    if (lines.isEmpty()) {
      faults.add("out: no line \"<epoch millis> <bytes>\" of the victim");
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(directory + " is no evidence:\n  " + String.join("\n  ", faults));
    }
    return new Evidence(directory, scene, exports, lines, errors, own, limited, log);
  }

  /** The reports of kills that concern the scene's groups, in the order of the log. */
  public List<OomReport> reports() {
    return log.reports().stream()
        .filter(
            report ->
                scene.limited().equals(report.limited()) || scene.group().equals(report.killed()))
        .toList();
  }

  /**
   * What the limited group held when the killer first came, under the keys of the agent's figures,
   * from the kernel's report alone; empty where it never came.
   */
  public Map<String, Double> figuresAtTheKill() {
    List<OomReport> reports = reports();
    return reports.isEmpty() ? Map.of() : ReportFigures.ofGroup(reports.get(0), scene.v2());
  }

  /** The size of zswap's pool in the kernel's report of the kill, bytes; 0 without zswap. */
  public long zswapAtTheKill() {
    List<OomReport> reports = reports();
    return reports.isEmpty() ? 0 : reports.get(0).stat().getOrDefault("zswap", 0L);
  }

  /** The limit that binds, by its file at the end, bytes. */
  public long limit() {
    String file = scene.v2() ? "memory.max" : "memory.limit_in_bytes";
    return limited
        .limit(file)
        .orElseThrow(() -> new AssertionError("files/limited/" + file + ": unlimited"));
  }

  /** The last export. */
  public Export last() {
    return exports.get(exports.size() - 1);
  }

  private static RecordedScene scene(Path directory, List<String> faults) throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text(directory, "scene", faults)));
    } catch (IllegalArgumentException e) {
      faults.add("scene: " + e.getMessage());
    }
    return RecordedScene.of(properties, faults);
  }

  private static List<Export> exports(Path directory, List<String> faults) throws IOException {
    Map<String, Long> arrivals = new TreeMap<>();
    for (String line : text(directory, "arrivals", faults).lines().toList()) {
      Matcher matcher = ARRIVAL.matcher(line);
      if (matcher.matches()) {
        arrivals.put(matcher.group(1), Long.valueOf(matcher.group(2)));
      } else {
        faults.add("exports/arrivals: expected a name and milliseconds, found \"" + line + "\"");
      }
    }
    List<Export> exports = new ArrayList<>();
    for (Map.Entry<String, Long> arrival : arrivals.entrySet()) {
      String name = arrival.getKey();
      try {
        byte[] body = Files.readAllBytes(directory.resolve(name));
        List<MetricPoint> points = MetricPoint.of(ExportMetricsServiceRequest.parseFrom(body));
        if (points.isEmpty()) {
          faults.add("exports/" + name + ": holds no point");
        } else {
          exports.add(new Export(name, arrival.getValue(), points));
        }
      } catch (NoSuchFileException e) {
        faults.add("exports/" + name + ": arrived, but is missing");
      } catch (InvalidProtocolBufferException e) {
        faults.add("exports/" + name + ": no OTLP request: " + e.getMessage());
      }
    }
    if (arrivals.isEmpty()) {
      faults.add("exports: none arrived");
    }
    exports.sort(Comparator.comparing(Export::sampledMillis));
    return List.copyOf(exports);
  }

  private static List<Line> lines(String out) {
    List<Line> lines = new ArrayList<>();
    for (String line : out.lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        lines.add(new Line(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))));
      }
    }
    return List.copyOf(lines);
  }

  private static GroupFiles files(Path directory, RecordedScene scene, List<String> faults)
      throws IOException {
    String place = "files/" + directory.getFileName();
    if (!Files.isDirectory(directory)) {
      faults.add(place + ": missing");
      return new GroupFiles(Map.of());
    }
    GroupFiles files = GroupFiles.read(directory);
    String usage = scene.v2() ? "memory.current" : "memory.usage_in_bytes";
    for (String file : List.of("memory.stat", usage)) {
      if (!files.has(file)) {
        faults.add(place + "/" + file + ": missing");
      }
    }
    return files;
  }

  private static String text(Path directory, String file, List<String> faults) throws IOException {
    try {
      // Bytes that are no UTF-8 are no fault: standard error is the application's own.
      return new String(Files.readAllBytes(directory.resolve(file)), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      faults.add((file.equals("arrivals") ? "exports/" : "") + file + ": missing");
      return "";
    }
  }
}
