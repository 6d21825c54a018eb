package io.github.headroom.benchmarks.accuracy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How far the headroom that is read is off, as it was in kills of real kernels: some pages are
 * charged in advance on each processor (mm/memcontrol.c MEMCG_CHARGE_BATCH), and counters are
 * folded in later. It is so many bytes, whatever the limit.
 */
public final class MeasuredErrors {

  /**
   * Of one kill, bytes.
   *
   * @param bias by how much the headroom said too much, the same all the time
   * @param noise about that, up to so much up or down
   */
  public record Offset(double bias, double noise) {}

  private static final String FILE = "/accuracy/headroom-errors.txt";
  private static final List<Offset> ERRORS = read();

  private MeasuredErrors() {}

  /** One of those measured. */
  public static Offset any(SplittableRandom random) {
    return ERRORS.get(random.nextInt(ERRORS.size()));
  }

  private static List<Offset> read() {
    try (InputStream in = MeasuredErrors.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException(FILE + ": no such resource");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" "))
          .map(words -> new Offset(Double.parseDouble(words[0]), Double.parseDouble(words[1])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
