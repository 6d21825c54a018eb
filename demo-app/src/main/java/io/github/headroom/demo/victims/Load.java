package io.github.headroom.demo.victims;

/** Traffic from nothing to all of it and back in a day, which may be a few minutes long. */
final class Load {
  private final double daySeconds;

  Load(double daySeconds) {
    this.daySeconds = daySeconds;
  }

  /** Of the most, 0 to 1; the start is at the least. */
  double at(double seconds) {
    return (1 - Math.cos(2 * Math.PI * seconds / daySeconds)) / 2;
  }

  /** What has come from the start on, in seconds of the mean. */
  double until(double seconds) {
    double turn = 2 * Math.PI / daySeconds;
    return seconds - Math.sin(turn * seconds) / turn;
  }
}
