package io.github.headroom.it.scenes;

import io.github.headroom.it.parts.Guest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a scene plays.
 *
 * @param kernel the guest's; null is this machine's, whose cgroups are of version 1
 * @param arrangement of the groups
 * @param swap bytes of swap that the group may use, 0 for none
 */
public record Place(Guest.@Nullable Kernel kernel, Arrangement arrangement, long swap) {

  private static final long SWAP = 48L << 20;

  /** On this machine. */
  public static final List<Place> MACHINE =
      List.of(
          new Place(null, Arrangement.PLAIN, 0),
          new Place(null, Arrangement.ANCESTOR, 0),
          new Place(null, Arrangement.PRIVATE, 0),
          new Place(null, Arrangement.HOST, 0));

  /** In a guest with a kernel. */
  public static List<Place> in(Guest.Kernel kernel) {
    return List.of(
        new Place(kernel, Arrangement.PLAIN, 0),
        new Place(kernel, Arrangement.PLAIN, SWAP),
        new Place(kernel, Arrangement.ANCESTOR, 0),
        new Place(kernel, Arrangement.PRIVATE, 0),
        new Place(kernel, Arrangement.HOST, 0),
        new Place(kernel, Arrangement.OOM_GROUP, 0),
        new Place(kernel, Arrangement.HIGH, 0));
  }

  /** In a guest whose kernel compresses what it swaps. */
  static Place compressing(Guest.Kernel kernel) {
    return new Place(kernel, Arrangement.ZSWAP, SWAP);
  }

  public boolean guest() {
    return kernel != null;
  }

  /** The export interval: under emulation everything takes its time. */
  long tickMillis() {
    return guest() ? 500 : 250;
  }

  /** As in {@code v1-ancestor} or {@code 6.12-swap}. */
  public String key() {
    String where = kernel == null ? "v1" : kernel.version();
    boolean plain = arrangement == Arrangement.PLAIN;
    return where + "-" + (plain && swap > 0 ? "swap" : arrangement.key());
  }
}
