package io.github.headroom.benchmarks.accuracy;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The time that one would tell who reads the same headroom and knows the leak's true rate: what is
 * wrong with it is the reading's error and the service's own unrest, not the forecast's.
 */
final class TrueRate {

  private record Read(double at, double left) {}

  private static final double KEPT = 90;

  private final Deque<Read> last = new ArrayDeque<>();

  void see(Observation of, double bytesASecond) {
    last.addLast(new Read(of.seconds, of.headroom / bytesASecond));
    while (last.getFirst().at() < of.seconds - KEPT) {
      last.removeFirst();
    }
  }

  /** Relative error of the time told so long before the kill; not a number where none was told. */
  double error(double kill, double ahead) {
    double error = Double.NaN;
    for (Read each : last) {
      if (each.at() <= kill - ahead) {
        double truth = kill - each.at();
        error = Math.abs(each.left() - truth) / truth;
      }
    }
    return error;
  }
}
