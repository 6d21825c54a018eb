package io.github.headroom.agent.derive;

/**
 * Sentences about the largest heap and the limit: the conflict between them, and the sizes that
 * fit.
 */
public final class HeapAndLimit {

  private static final long MEBIBYTE = 1 << 20;

  private HeapAndLimit() {}

  /**
   * Describes a heap that was sized without the limit. {@link Figure#BELIEVED_MEMORY} must be set.
   */
  public static String unseen(Figures figures) {
    return "this JVM does not see its limit: it lets the heap grow to "
        + mebibytes(figures, Figure.PROMISED_JAVA_HEAP)
        + " as if it had "
        + mebibytes(figures, Figure.BELIEVED_MEMORY)
        + ", the limit is "
        + mebibytes(figures, Figure.EFFECTIVE_LIMIT)
        + "; set -Xmx"
        + largest(figures);
  }

  /** Describes a heap that does not fit. {@link Figure#CANNOT_FIT_BY} must be set. */
  public static String cannotFit(Figures figures) {
    return "a heap of "
        + mebibytes(figures, Figure.PROMISED_JAVA_HEAP)
        + " and the "
        + mebibytes(figures, Figure.DEMAND_BESIDE_HEAP)
        + " that are there beside it do not fit in the limit of "
        + mebibytes(figures, Figure.EFFECTIVE_LIMIT)
        + ", by "
        + mebibytes(figures, Figure.CANNOT_FIT_BY)
        + "; of what is there now "
        + mebibytes(figures, Figure.DEMAND)
        + " would hold this heap"
        + largest(figures);
  }

  /** Describes a heap that fits. {@link Figure#DEMAND} and the limit must be set. */
  public static String fits(Figures figures) {
    return "a heap of "
        + mebibytes(figures, Figure.PROMISED_JAVA_HEAP)
        + " and what is there beside it fit in the limit, which is "
        + mebibytes(figures, Figure.EFFECTIVE_LIMIT)
        + " now";
  }

  /** Describes the size that fits. {@link Figure#SIZING_LIMIT} must be set. */
  public static String size(Figures figures) {
    String size =
        "of what was seen in "
            + Math.round(figures.real(Figure.SIZING_SPAN) / 3600)
            + " h, "
            + ((figures.whole(Figure.SIZING_LIMIT) + MEBIBYTE - 1) / MEBIBYTE)
            + " MiB is the smallest limit that would have held";
    if (figures.known(Figure.SIZING_HEAP)) {
      size += ", with -Xmx" + (figures.whole(Figure.SIZING_HEAP) >> 20) + "m";
    }
    if (figures.known(Figure.SIZING_MAX_HEAP)) {
      size +=
          "; in the limit of "
              + mebibytes(figures, Figure.EFFECTIVE_LIMIT)
              + ", -Xmx"
              + (figures.whole(Figure.SIZING_MAX_HEAP) >> 20)
              + "m is the largest that fits";
    } else if (figures.known(Figure.SIZING_HEAP)
        && figures.known(Figure.EFFECTIVE_LIMIT)
        && figures.whole(Figure.SIZING_LIMIT) > figures.whole(Figure.EFFECTIVE_LIMIT)) {
      size +=
          "; the limit of "
              + mebibytes(figures, Figure.EFFECTIVE_LIMIT)
              + " leaves too little room for the heap";
    }
    return size;
  }

  private static String largest(Figures figures) {
    return figures.known(Figure.LARGEST_HEAP)
        ? ", -Xmx" + (figures.whole(Figure.LARGEST_HEAP) >> 20) + "m is the largest that fits"
        : "";
  }

  private static String mebibytes(Figures figures, Figure of) {
    return (figures.whole(of) >> 20) + " MiB";
  }
}
