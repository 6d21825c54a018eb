package io.github.headroom.agent.locate;

import io.github.headroom.agent.log.Printable;
import org.jspecify.annotations.Nullable;

/** The result of {@link CgroupLocator}: a memory cgroup or none, and the reason. */
public final class Location {

  /** The consequence of a missing cgroup. */
  private static final String CONSEQUENCE =
      "; container metrics are not published, those of the process and the JVM are";

  private final @Nullable MemoryCgroup cgroup;
  private final String reason;

  private Location(@Nullable MemoryCgroup cgroup, String reason) {
    this.cgroup = cgroup;
    this.reason = reason;
  }

  static Location found(MemoryCgroup cgroup, String why) {
    return new Location(
        cgroup,
        "memory cgroup "
            + (cgroup.version() == CgroupVersion.V1 ? "v1 " : "v2 ")
            + Printable.path(cgroup.path())
            + " is read at "
            + Printable.path(cgroup.directory())
            + ": "
            + why);
  }

  static Location missing(String why) {
    return new Location(null, why + CONSEQUENCE);
  }

  public boolean found() {
    return cgroup != null;
  }

  /** Returns the memory cgroup, or null if it was not found. */
  public @Nullable MemoryCgroup cgroup() {
    return cgroup;
  }

  /**
   * Returns one sentence for a person: why this directory was chosen, or what is missing and what
   * follows.
   */
  public String reason() {
    return reason;
  }

  @Override
  public String toString() {
    return reason;
  }
}
