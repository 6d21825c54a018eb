package io.github.headroom.agent.locate;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Looks for a process in all cgroups below a mount point: the way when its path leads nowhere. */
final class CgroupSearch {

  /** A node has some hundred cgroups; the search ends here whatever the tree looks like. */
  private static final int MAX_DIRECTORIES = 4096;

  private final int pid;
  private final int most;
  private @Nullable Path denied;

  CgroupSearch(int pid) {
    this(pid, MAX_DIRECTORIES);
  }

  CgroupSearch(int pid, int most) {
    this.pid = pid;
    this.most = most;
  }

  /** A directory that could not be looked into; null when all could. */
  @Nullable Path denied() {
    return denied;
  }

  /** The directory whose cgroup.procs lists the process; null when none of the directories does. */
  @Nullable Path find(Path mountPoint) {
    ArrayDeque<Path> ahead = new ArrayDeque<>();
    ahead.add(mountPoint);
    int seen = 1;
    for (Path at = ahead.poll(); at != null; at = ahead.poll()) {
      if (Boolean.TRUE.equals(CgroupDirectory.holds(at, pid))) {
        return at;
      }
      try (DirectoryStream<Path> children = Files.newDirectoryStream(at)) {
        for (Path child : children) {
          if (seen < most && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
            ahead.add(child);
            seen++;
          }
        }
      } catch (AccessDeniedException e) {
        denied = denied == null ? at : denied;
      } catch (IOException | DirectoryIteratorException | SecurityException e) {
        // gone meanwhile: the rest may still hold it
      }
    }
    return null;
  }
}
