package io.github.headroom.agent.locate;

import io.github.headroom.agent.log.Printable;
import org.jspecify.annotations.Nullable;

/** What {@link CgroupLocator} found: a memory cgroup, or none, and in both cases why. */
public final class Location {

  /** What follows when there is no cgroup to read. */
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

  /** The memory cgroup; null when it was not found. */
  public @Nullable MemoryCgroup cgroup() {
    return cgroup;
  }

  /** One sentence for a person: why this directory, or what is missing and what follows. */
  public String reason() {
    return reason;
  }

  @Override
  public String toString() {
    return reason;
  }
}
