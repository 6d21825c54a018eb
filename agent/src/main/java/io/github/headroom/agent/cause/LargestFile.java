package io.github.headroom.agent.cause;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The largest file below a directory, among its first {@value #MOST_ENTRIES} entries. */
final class LargestFile {

  /** Most files and directories of a walk. An entry takes 1.4 microseconds. */
  private static final int MOST_ENTRIES = 2000;

  private final ArrayDeque<Path> directories = new ArrayDeque<>();
  private int left = MOST_ENTRIES;
  private @Nullable String name;
  private long bytes;

  private LargestFile() {}

  /** Walks the directories breadth first, without following links. */
  static LargestFile below(Path directory) {
    LargestFile largest = new LargestFile();
    largest.directories.add(directory);
    while (largest.left > 0 && !largest.directories.isEmpty()) {
      largest.walk(largest.directories.remove());
    }
    return largest;
  }

  /** Its name without what may be a secret; null where there is no file. */
  @Nullable String name() {
    return name;
  }

  /** Its length; 0 where there is no file. */
  long bytes() {
    return bytes;
  }

  /** Whether the walk has met all files. */
  boolean isOfAll() {
    return left > 0;
  }

  private void walk(Path directory) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (left == 0) {
          return;
        }
        left--;
        read(entry);
      }
    } catch (IOException | RuntimeException e) {
      return; // the directory is gone, or may not be read
    }
  }

  private void read(Path entry) {
    try {
      BasicFileAttributes file =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (file.isDirectory()) {
        directories.add(entry);
      } else if (file.isRegularFile() && file.size() > bytes) {
        bytes = file.size();
        name = Names.ofFile(entry.toString());
      }
    } catch (IOException | RuntimeException e) {
      return; // the entry is gone
    }
  }
}
