package io.github.headroom.it.platforms;

import com.google.gson.JsonParser;
import io.github.headroom.it.evidence.GroupFigures;
import io.github.headroom.it.evidence.GroupFiles;
import io.github.headroom.it.kubernetes.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stopped JVM: what the agent's command line prints of it, and what the kernel has in its files
 * before and after.
 *
 * @param kernel figures by the agent's names, those that were the same before and after
 * @param moved the names of those that were not
 */
record StillJvm(Map<String, Double> shown, Map<String, Double> kernel, Map<String, Double> moved) {

  private static final String RSS = "process.memory.usage";

  /**
   * Reads what was kept.
   *
   * @param before a directory with the files of the group, statm and status
   * @param page the size of a page, bytes
   */
  static StillJvm of(Path before, Path after, String show, boolean v2, long page)
      throws IOException {
    Map<String, Double> kernel = figures(before, v2, page);
    Map<String, Double> then = figures(after, v2, page);
    Map<String, Double> moved = new TreeMap<>(kernel);
    moved.keySet().removeIf(name -> kernel.get(name).equals(then.get(name)));
    kernel.keySet().removeAll(moved.keySet());
    return new StillJvm(
        Points.of(JsonParser.parseString(show).getAsJsonObject().getAsJsonArray("metrics")),
        kernel,
        moved);
  }

  private static Map<String, Double> figures(Path directory, boolean v2, long page)
      throws IOException {
    Map<String, Double> figures = new TreeMap<>(GroupFigures.of(GroupFiles.read(directory), v2));
    String status = Files.readString(directory.resolve("status"));
    figures.put(RSS, kilobytes(status, "VmRSS"));
    figures.put("process.memory.virtual", kilobytes(status, "VmSize"));
    figures.put("headroom.process.memory.anon", kilobytes(status, "RssAnon"));
    figures.put("headroom.process.memory.file", kilobytes(status, "RssFile"));
    figures.put("headroom.process.memory.page_tables", kilobytes(status, "VmPTE"));
    String[] statm = Files.readString(directory.resolve("statm")).strip().split(" ", -1);
    figures.put("statm: resident x " + page, Double.parseDouble(statm[1]) * page);
    return figures;
  }

  private static double kilobytes(String status, String key) {
    Matcher line = Pattern.compile("(?m)^" + key + ":\\s+(\\d+) kB$").matcher(status);
    if (!line.find()) {
      throw new AssertionError("no " + key + " in " + status);
    }
    return Double.parseDouble(line.group(1)) * 1024;
  }

  /** Holds that all figures are the kernel's. */
  void check(String what, Page page) {
    kernel.forEach(
        (name, bytes) -> {
          String shownAs = name.startsWith("statm") ? RSS : name;
          page.check(
              bytes.equals(shown.get(shownAs)),
              what + ", " + name,
              () -> "the kernel has " + bytes + ", show " + shown.get(shownAs));
        });
    page.check(kernel.containsKey(RSS), what + ", still", () -> "moved: " + moved);
    page.check(kernel.size() > 15, what + ", figures", () -> kernel + ", moved: " + moved);
  }

  /** A figure as both have it. */
  String figure(String name) {
    Double own = shown.get(name);
    return own == null ? "absent" : Points.mib(own);
  }
}
