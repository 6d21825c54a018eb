package io.github.headroom.benchmarks.accuracy.lives;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * A life of a real JVM, from the directory that integration-tests/lives.sh left: {@code life} says
 * how it went, {@code trace} has a line an export, {@code SECONDS LOW MID HIGH CULPRIT 10m 1h 24h}
 * with {@code -} for what was not published.
 */
final class RealLife extends WatchedLife {

  /** An export that is older than this says nothing any more: the next is due each second. */
  private static final int STALE_SECONDS = 3;

  final String shape;
  final String family;

  /** Whether it went as it was to: who is to die was killed, who is to live was not. */
  final boolean asDrawn;

  /** Of the seconds of the life, those that had an export. */
  final double covered;

  /** Between two exports, most seconds. */
  final double longestSilence;

  private RealLife(
      Properties life, Truth truth, List<double[]> exports, List<String> culprits, double ended) {
    super(truth);
    shape = life.getProperty("shape");
    family = life.getProperty("family");
    killed = Boolean.parseBoolean(life.getProperty("killed"));
    asDrawn = killed == truth.dies() && (killed || life.getProperty("exit").equals("lives"));
    int next = 0;
    int heard = 0;
    double silence = 0;
    for (int second = 0; second < Math.round(ended); second++) {
      while (next < exports.size() && exports.get(next)[0] <= second) {
        double before = next == 0 ? 0 : exports.get(next - 1)[0];
        silence = Math.max(silence, exports.get(next++)[0] - before);
      }
      boolean fresh = next > 0 && second - exports.get(next - 1)[0] <= STALE_SECONDS;
      double[] last = fresh ? exports.get(next - 1) : new double[0];
      heard += fresh ? 1 : 0;
      take(second, last, fresh ? culprits.get(next - 1) : "-");
    }
    covered = count == 0 ? 0 : (double) heard / count;
    double last = exports.isEmpty() ? 0 : exports.get(exports.size() - 1)[0];
    longestSilence = Math.max(silence, ended - last);
  }

  /** The state at a time; of nothing, where no export is fresh. */
  private void take(int second, double[] export, String culprit) {
    if (second % Score.EVERY == 0) {
      float[] of = new float[Score.HORIZONS.length];
      for (int i = 0; i < of.length; i++) {
        of[i] = export.length == 0 ? Float.NaN : (float) export[4 + i];
      }
      probabilities.add(of);
    }
    if (export.length == 0 || Double.isNaN(export[2])) {
      silent();
    } else {
      add(export[1], export[2], export[3], area(culprit));
    }
  }

  private static @org.jspecify.annotations.Nullable MemoryArea area(String word) {
    for (MemoryArea area : MemoryArea.values()) {
      if (area.word().equals(word)) {
        return area;
      }
    }
    return null;
  }

  /**
   * Reads a directory.
   *
   * @throws IOException where a file is missing, or a line of the trace is none
   */
  static RealLife read(Path directory) throws IOException {
    Properties life = new Properties();
    try (Reader reader = Files.newBufferedReader(directory.resolve("life"))) {
      life.load(reader);
    }
    List<String> lines = Files.readAllLines(directory.resolve("trace"));
    List<double[]> exports = new java.util.ArrayList<>();
    List<String> culprits = new java.util.ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).split(" ", -1);
      if (words.length != 8) {
        boolean brokenOff = i == lines.size() - 1;
        if (!brokenOff) {
          throw new IOException(
              directory.resolve("trace")
                  + ":"
                  + (i + 1)
                  + ": expected 8 words, found "
                  + lines.get(i));
        }
        continue;
      }
      double[] numbers = new double[7];
      for (int w = 0, n = 0; w < 8; w++) {
        if (w != 4) {
          numbers[n++] = words[w].equals("-") ? Double.NaN : Double.parseDouble(words[w]);
        }
      }
      exports.add(numbers);
      culprits.add(words[4]);
    }
    boolean dies = Boolean.parseBoolean(life.getProperty("dies"));
    double onset = Double.parseDouble(life.getProperty("onset", "0"));
    Truth truth =
        new Truth(
            life.getProperty("name"),
            dies,
            onset,
            area(life.getProperty("area", "-")),
            Boolean.parseBoolean(life.getProperty("ordinary")),
            false);
    return new RealLife(
        life, truth, exports, culprits, Double.parseDouble(life.getProperty("seconds")));
  }

  /** Seconds from the leak's begin to the kill. */
  double leaked() {
    return count - truth.onset();
  }
}
