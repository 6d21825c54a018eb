package io.github.headroom.agent.derive;

/** Bytes for a person. */
public final class Bytes {

  private Bytes() {}

  /** With one digit behind the point where that says something. */
  public static String mebibytes(long bytes) {
    double mebibytes = bytes / 1048576.0;
    return (Math.abs(mebibytes) >= 100
            ? String.valueOf(Math.round(mebibytes))
            : String.valueOf(Math.round(mebibytes * 10) / 10.0))
        + " MiB";
  }
}
