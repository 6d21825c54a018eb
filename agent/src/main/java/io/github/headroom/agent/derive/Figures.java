package io.github.headroom.agent.derive;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one sample. The object is filled in place; a figure that cannot be known is unset.
 */
public final class Figures {

  /** Kinds of a number. UNKNOWN is 0, so a new array is unset. */
  private static final byte UNKNOWN = 0;

  private static final byte WHOLE = 1;
  private static final byte REAL = 2;

  private final long[] bits = new long[Figure.COUNT];
  private final byte[] kinds = new byte[Figure.COUNT];
  private @Nullable Verdict verdict;
  private @Nullable MemoryArea culprit;

  public boolean known(Figure figure) {
    return kinds[figure.ordinal()] != UNKNOWN;
  }

  /** Whether the figure is set and a whole number. */
  public boolean isWhole(Figure figure) {
    return kinds[figure.ordinal()] == WHOLE;
  }

  /**
   * The value of a whole number.
   *
   * @throws IllegalStateException the figure is unset or a real number
   */
  public long whole(Figure figure) {
    require(figure, WHOLE);
    return bits[figure.ordinal()];
  }

  /**
   * The value of a real number.
   *
   * @throws IllegalStateException the figure is unset or a whole number
   */
  public double real(Figure figure) {
    require(figure, REAL);
    return Double.longBitsToDouble(bits[figure.ordinal()]);
  }

  /** The verdict. Null where one sample was derived without those before it. */
  public @Nullable Verdict verdict() {
    return verdict;
  }

  /**
   * The area that grows, or that does not fit. Null with other verdicts and where no area is
   * identified.
   */
  public @Nullable MemoryArea culprit() {
    return culprit;
  }

  public void copyFrom(Figures other) {
    System.arraycopy(other.bits, 0, bits, 0, bits.length);
    System.arraycopy(other.kinds, 0, kinds, 0, kinds.length);
    setVerdict(other.verdict, other.culprit);
  }

  void setVerdict(@Nullable Verdict of, @Nullable MemoryArea who) {
    verdict = of;
    culprit = who;
  }

  void set(Figure figure, long value) {
    kinds[figure.ordinal()] = WHOLE;
    bits[figure.ordinal()] = value;
  }

  void set(Figure figure, double value) {
    kinds[figure.ordinal()] = REAL;
    bits[figure.ordinal()] = Double.doubleToRawLongBits(value);
  }

  void clear() {
    java.util.Arrays.fill(kinds, UNKNOWN);
    setVerdict(null, null);
  }

  private void require(Figure figure, byte kind) {
    if (kinds[figure.ordinal()] != kind) {
      throw new IllegalStateException(figure + " is not known as such a number");
    }
  }
}
