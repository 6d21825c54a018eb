package io.github.headroom.agent.derive.forecast;

/**
 * Finds the k-th smallest of some numbers, in place (C. A. R. Hoare, "Algorithm 65: Find", CACM
 * 4(7), 1961). Arrays.sort allocates for long arrays on JDK 8.
 */
final class Selection {

  private Selection() {}

  /** Reorders the first {@code count} values; k counts from 0. */
  static double kth(double[] values, int count, int k) {
    return kth(values, 0, count - 1, k);
  }

  /**
   * Reorders {@code values[from..to]} only. After a selection, the values before the selected one
   * are no larger, and those after it no smaller: the next selection needs one side only.
   */
  static double kth(double[] values, int from, int to, int k) {
    int left = from;
    int right = to;
    while (left < right) {
      double pivot = values[(left + right) >>> 1];
      int i = left;
      int j = right;
      while (i <= j) {
        while (values[i] < pivot) {
          i++;
        }
        while (pivot < values[j]) {
          j--;
        }
        if (i <= j) {
          double swapped = values[i];
          values[i++] = values[j];
          values[j--] = swapped;
        }
      }
      if (k <= j) {
        right = j;
      } else if (k >= i) {
        left = i;
      } else {
        break;
      }
    }
    return values[k];
  }

  /** Reorders the first {@code count} values. The median of an even number is the upper one. */
  static double median(double[] values, int count) {
    return kth(values, count, count / 2);
  }
}
