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

/**
 * Searches all cgroups below a mount point for a process. Used when the path in /proc/PID/cgroup
 * does not lead to a directory.
 */
final class CgroupSearch {

  /** The most directories searched. A node has some hundred cgroups. */
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

  /** Returns a directory that could not be listed, or null if all could. */
  @Nullable Path denied() {
    return denied;
  }

  /** Returns the directory whose cgroup.procs lists the process, or null if there is none. */
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
        // The directory was removed. Continue with the rest.
      }
    }
    return null;
  }
}
