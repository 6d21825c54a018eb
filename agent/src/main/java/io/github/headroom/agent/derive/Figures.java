package io.github.headroom.agent.derive;

/** What one sample means: flat, filled in place; a figure that cannot be known is not there. */
public final class Figures {

  private final long[] bits = new long[Figure.COUNT];
  private final boolean[] known = new boolean[Figure.COUNT];

  public boolean known(Figure figure) {
    return known[figure.ordinal()];
  }

  /** A whole number; throws where it is not known or a real one. */
  public long whole(Figure figure) {
    require(figure, false);
    return bits[figure.ordinal()];
  }

  /** A real number; throws where it is not known or a whole one. */
  public double real(Figure figure) {
    require(figure, true);
    return Double.longBitsToDouble(bits[figure.ordinal()]);
  }

  void set(Figure figure, long value) {
    known[figure.ordinal()] = true;
    bits[figure.ordinal()] = value;
  }

  void set(Figure figure, double value) {
    known[figure.ordinal()] = true;
    bits[figure.ordinal()] = Double.doubleToRawLongBits(value);
  }

  void clear() {
    java.util.Arrays.fill(known, false);
  }

  private void require(Figure figure, boolean real) {
    if (!known(figure) || figure.isReal() != real) {
      throw new IllegalStateException(figure + " is not known as such a number");
    }
  }
}
