package io.github.headroom.agent.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where recordings lie: a directory that the user named, or a private one below java.io.tmpdir. In
 * both only regular files of our own are touched: what others put there, links above all, is as if
 * it were not there.
 */
public final class RecorderDirectory {

  public static final String SUFFIX = ".headroom";

  /** The new file included. */
  static final int MOST_FILES = 8;

  static final long MOST_BYTES = 32L << 20;

  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int TYPE = 0170000;
  private static final int OF_OTHERS = 0077;

  private final Path path;
  private final int user;

  private RecorderDirectory(Path path, int user) {
    this.path = path;
    this.user = user;
  }

  /**
   * Finds or makes the directory.
   *
   * @param named the user's directory, which may be anybody's: an emptyDir is root's; null for a
   *     private one
   * @throws IOException with a message that names the directory and what was found
   */
  public static RecorderDirectory open(@Nullable Path named, Path temporary, Path proc)
      throws IOException {
    int user = user(proc);
    Path path = named == null ? temporary.resolve("headroom-" + user) : named;
    try {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      // Looked at below.
    }
    Map<String, Object> found = attributes(path);
    int mode = number(found.get("mode"));
    if ((mode & TYPE) != DIRECTORY) {
      throw new IOException(path + ": expected a directory, found a link or a file");
    }
    if (named == null && number(found.get("uid")) != user) {
      throw new IOException(
          path + ": expected a directory of user " + user + ", found one of " + found.get("uid"));
    }
    if (named == null && (mode & OF_OTHERS) != 0) {
      throw new IOException(
          path + ": expected a directory that others cannot enter, found mode " + octal(mode));
    }
    return new RecorderDirectory(path, user);
  }

  /** A name that sorts by time, and that no other process has. */
  public Path fileFor(long epochMillis, String pid) {
    return path.resolve(epochMillis + "-" + pid + SUFFIX);
  }

  public Path path() {
    return path;
  }

  /** Whether what is written here is memory, charged to the container. */
  public boolean isMemory() {
    try {
      String type = Files.getFileStore(path).type();
      return type.equals("tmpfs") || type.equals("ramfs");
    } catch (IOException | RuntimeException e) { // no /proc/mounts: most directories are on disk
      return false;
    }
  }

  /** Recordings of this user, the oldest first. */
  public List<Path> recordings() throws IOException {
    // Files.newDirectoryStream would load twenty classes more into every JVM.
    String[] names = path.toFile().list();
    if (names == null) {
      throw new IOException(path + ": cannot be listed");
    }
    List<Path> recordings = new ArrayList<>();
    for (String name : names) {
      Path file = path.resolve(name);
      if (name.endsWith(SUFFIX) && isOurs(file)) {
        recordings.add(file);
      }
    }
    Collections.sort(recordings);
    return recordings;
  }

  /** Deletes the oldest recordings until there is room for one more; none that is being written. */
  public void makeRoom(long bytes) throws IOException {
    List<Path> recordings = recordings();
    long sum = bytes;
    for (int i = recordings.size() - 1; i >= 0; i--) {
      Path file = recordings.get(i);
      sum += Files.size(file);
      boolean tooMany = recordings.size() - i >= MOST_FILES || sum > MOST_BYTES;
      if (tooMany && !RecordingFile.isHeld(file)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private boolean isOurs(Path file) {
    try {
      Map<String, Object> found = attributes(file);
      return (number(found.get("mode")) & TYPE) == REGULAR && number(found.get("uid")) == user;
    } catch (IOException e) {
      return false; // gone since it was listed
    }
  }

  private static Map<String, Object> attributes(Path path) throws IOException {
    return Files.readAttributes(path, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
  }

  /** The effective user of this process, the second number of "Uid:" (proc(5), status). */
  private static int user(Path proc) throws IOException {
    List<String> lines =
        Files.readAllLines(proc.resolve("self/status"), StandardCharsets.ISO_8859_1);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int first = line.indexOf('\t');
      int second = line.indexOf('\t', first + 1);
      int end = line.indexOf('\t', second + 1);
      if (line.startsWith("Uid:") && end > 0) {
        return (int) Long.parseLong(line.substring(second + 1, end));
      }
    }
    throw new IOException(proc + "/self/status: expected a line Uid:, found none");
  }

  private static int number(@Nullable Object attribute) {
    return attribute instanceof Integer ? (Integer) attribute : -1;
  }

  private static String octal(int mode) {
    return Integer.toOctalString(mode & 07777);
  }
}
