package io.github.headroom.it.platforms;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.headroom.it.evidence.KernelLog;
import io.github.headroom.it.evidence.OomReport;
import io.github.headroom.it.kubernetes.Page;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM that the kernel killed has left.
 *
 * @param report of the machine that it ran on, as text
 * @param last the last record's points
 * @param kernel what the kernel logged of the kill
 */
record KilledJvm(Path recordings, String report, Map<String, Double> last, OomReport kernel) {

  private static final String HEADROOM = "headroom.oom.headroom expected";
  private static final String RSS = "container.memory.rss";
  private static final Pattern LAST = Pattern.compile("the last record is of (\\S+)");
  private static final Pattern WARNING =
      Pattern.compile("(?m)^(\\S+Z) growing: .*OOM kill expected (in .*)$");

  /**
   * Reads the recording with this machine's Java.
   *
   * @param log of the kernel, which may have killed others, too
   * @param page its size, bytes
   */
  static KilledJvm of(Path recordings, String report, String log, long pid, long page) {
    JsonObject json =
        JsonParser.parseString(agent("report", recordings.toString(), "--json")).getAsJsonObject();
    OomReport kill =
        KernelLog.of(log, page).reports().stream()
            .filter(one -> one.kill(pid).isPresent())
            .findFirst()
            .orElseThrow(() -> new AssertionError("no kill of " + pid + ": " + log + report));
    return new KilledJvm(recordings, report, Points.of(json.getAsJsonArray("last")), kill);
  }

  /** What a verb of this machine's agent prints. */
  static String agent(String... arguments) {
    List<String> jar =
        List.of(Jdks.current().toString(), "-jar", JavaProcess.agentJar().toString());
    List<String> command = Stream.concat(jar.stream(), Stream.of(arguments)).toList();
    return Finished.of(Path.of("."), Map.of(), command).orFail();
  }

  /** Holds what has to be so, whatever the machine. */
  void check(String what, String area, long limit, Page page) {
    page.check(ended().startsWith("oom_kill ("), what + ", the end", () -> report);
    page.check(culprit().equals(area), what + ", the culprit", () -> report);
    page.check(kernel.memory() != null && kernel.memory().limit() == limit, what, () -> kernel);
    page.check(
        replayed().endsWith(" 0 differ from what was recorded"), what + ", replay", this::replayed);
  }

  String ended() {
    return line("ended");
  }

  String culprit() {
    return line("culprit");
  }

  String verdict() {
    return line("verdict");
  }

  private String line(String key) {
    Matcher line = Pattern.compile("(?m)^" + key + " +(.*)$").matcher(report);
    return line.find() ? line.group(1) : "none";
  }

  /** What this machine derives of the other's samples, in the words of replay's last line. */
  String replayed() {
    try (Stream<Path> files = Files.list(recordings)) {
      String file = files.findFirst().orElseThrow().toString();
      return agent("replay", file).strip().replaceFirst("(?s).*\n", "");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The expected headroom of the last record, with its share of the limit. */
  String left(long limit) {
    Double left = last.get(HEADROOM);
    return left == null
        ? "absent"
        : Points.mib(left) + String.format(java.util.Locale.ROOT, ", %.1f %%", 100 * left / limit);
  }

  /** Anonymous memory in the last record, and at the kill. */
  String anon() {
    Long kill =
        kernel.stat().containsKey("anon") ? kernel.stat().get("anon") : kernel.stat().get("rss");
    Double record = last.get(RSS);
    return (record == null ? "absent" : Points.mib(record))
        + ", "
        + (kill == null ? "absent" : Points.mib(kill));
  }

  /** The first warning's time, and how it was kept. */
  String warning() {
    Matcher last = LAST.matcher(report);
    Matcher warning = WARNING.matcher(report);
    if (!last.find() || !warning.find()) {
      return "none";
    }
    Duration lead = Duration.between(Instant.parse(warning.group(1)), Instant.parse(last.group(1)));
    return warning.group(2)
        + "; the last record is "
        + String.format(java.util.Locale.ROOT, "%.1f s later", lead.toMillis() / 1e3);
  }
}
