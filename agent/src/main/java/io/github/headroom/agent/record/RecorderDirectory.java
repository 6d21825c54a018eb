package io.github.headroom.agent.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
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
 * Where recordings lie: a directory that the user named, or a private one in the first place that
 * can be written to. In both only regular files of our own are touched: what others put there,
 * links above all, is as if it were not there.
 */
public final class RecorderDirectory {

  public static final String SUFFIX = ".headroom";

  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int TYPE = 0170000;
  private static final int OF_OTHERS = 0077;

  private final Path path;

  /** The owner of what we make here: on some volumes it is the same one whoever makes it. */
  private final int owner;

  private RecorderDirectory(Path path, int owner) {
    this.path = path;
    this.owner = owner;
  }

  /**
   * Finds or makes a private directory.
   *
   * @param places directories, of which the first that can be written to is taken
   * @throws IOException with a message that names each of them and what was found
   */
  public static RecorderDirectory openFirst(List<Path> places, Path proc) throws IOException {
    StringBuilder found = new StringBuilder();
    for (int i = 0; i < places.size(); i++) {
      try {
        return open(null, places.get(i), proc);
      } catch (IOException e) {
        found.append(i == 0 ? "" : "; ");
        // Of some the message is but the file's name.
        found.append(e instanceof FileSystemException ? e.toString() : e.getMessage());
      }
    }
    throw new IOException(found.toString());
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
    return new RecorderDirectory(path, ownerOfNewFiles(path));
  }

  /**
   * Makes a file, which shows whether one can be made, and looks whose it is: SMB mounts with uid=,
   * NFS exports that squash users and bindfs give files an owner of their own choice.
   */
  private static int ownerOfNewFiles(Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve(".headroom-" + System.nanoTime()));
    try {
      return number(attributes(file).get("uid"));
    } finally {
      Files.deleteIfExists(file);
    }
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

  /** Recordings of this user that have a name of the agent's own, those begun first first. */
  public List<Path> recordings() throws IOException {
    // Files.newDirectoryStream would load twenty classes more into every JVM.
    String[] names = path.toFile().list();
    if (names == null) {
      throw new IOException(path + ": cannot be listed");
    }
    List<Path> recordings = new ArrayList<>();
    for (String name : names) {
      Path file = path.resolve(name);
      if (isNamedByUs(name) && isOurs(file)) {
        recordings.add(file);
      }
    }
    Collections.sort(recordings);
    return recordings;
  }

  /** As {@link #fileFor} names them; what somebody saved under another name is not ours. */
  private static boolean isNamedByUs(String name) {
    int dash = name.indexOf('-');
    int end = name.length() - SUFFIX.length();
    return name.endsWith(SUFFIX)
        && isNumber(name, 0, dash)
        && (isNumber(name, dash + 1, end) || name.substring(dash + 1).equals("null" + SUFFIX));
  }

  private static boolean isNumber(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return start < end;
  }

  private boolean isOurs(Path file) {
    try {
      Map<String, Object> found = attributes(file);
      return (number(found.get("mode")) & TYPE) == REGULAR && number(found.get("uid")) == owner;
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
