package io.github.headroom.it.scenes;

/** How fast a victim takes memory; under emulation slower, for as many ticks to see it come. */
public enum Rate {
  NONE,
  /** Kills after some minutes: long enough to be foreseen. */
  MINUTES,
  SLOW,
  /** Kills within some eight seconds. */
  STEADY,
  /** Steps of {@link #STEP} bytes, each within one tick. */
  STAIRS,
  /** Of a file, not of memory: the default of {@code MappedFileReader}. */
  READ,
  /** For a limit of a gibibyte. */
  LARGE,
  SPIKE;

  static final long STEP = 8 * Victim.MIB;

  /** Bytes a second. */
  long at(Place place) {
    return switch (this) {
      case NONE -> 0;
      case MINUTES -> 5 * Victim.MIB / 8;
      case SLOW -> 2 * Victim.MIB;
      case STEADY -> (place.guest() ? 5 : 10) * Victim.MIB;
      case STAIRS -> STEP * 1000 / place.tickMillis();
      case READ -> 50 * Victim.MIB;
      case LARGE -> (place.guest() ? 32 : 64) * Victim.MIB;
      case SPIKE -> (place.guest() ? 64 : 128) * Victim.MIB;
    };
  }
}
