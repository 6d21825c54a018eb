package io.github.headroom.agent.cause;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lists the links of a process's file descriptors (proc_pid_fd(5)). */
final class DescriptorLinks {

  private DescriptorLinks() {}

  /**
   * Adds the first links. Those that were added before a failure stay.
   *
   * @return whether the directory has more
   */
  static boolean addFirst(int most, Path directory, List<Path> to) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      int looked = 0;
      for (Path link : all) {
        if (looked++ == most) {
          return true;
        }
        to.add(link);
      }
    }
    return false;
  }
}
