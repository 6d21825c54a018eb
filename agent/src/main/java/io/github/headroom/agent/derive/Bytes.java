package io.github.headroom.agent.derive;

/** Formats a number of bytes as MiB for a reader. */
public final class Bytes {

  private Bytes() {}

  /** Below 100 MiB the text has one decimal, from there on none: "12.3 MiB", "126 MiB". */
  public static String mebibytes(long bytes) {
    double mebibytes = bytes / 1048576.0;
    return (Math.abs(mebibytes) >= 100
            ? String.valueOf(Math.round(mebibytes))
            : String.valueOf(Math.round(mebibytes * 10) / 10.0))
        + " MiB";
  }
}
