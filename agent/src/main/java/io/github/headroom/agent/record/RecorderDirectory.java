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
 * The directory of the recordings: a configured one, or a private one in the first writable place.
 * Only regular files of this user are read or deleted. Other files, and links in particular, are
 * ignored.
 */
public final class RecorderDirectory {

  public static final String SUFFIX = ".headroom";

  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int TYPE = 0170000;
  private static final int OF_OTHERS = 0077;

  private final Path path;

  /** The owner of new files here. Some volumes give all files the same owner. */
  private final int owner;

  private RecorderDirectory(Path path, int owner) {
    this.path = path;
    this.owner = owner;
  }

  /**
   * Finds or creates a private directory.
   *
   * @param places directories; the first writable one is used
   * @throws IOException no place is writable; the message names each place and its fault
   */
  public static RecorderDirectory openFirst(List<Path> places, Path proc) throws IOException {
    StringBuilder found = new StringBuilder();
    for (int i = 0; i < places.size(); i++) {
      try {
        return open(null, places.get(i), proc);
      } catch (IOException e) {
        found.append(i == 0 ? "" : "; ");
        // Some messages are only the file's name.
        found.append(e instanceof FileSystemException ? e.toString() : e.getMessage());
      }
    }
    throw new IOException(found.toString());
  }

  /**
   * Finds or creates the directory.
   *
   * @param named the configured directory, with any owner: an emptyDir belongs to root; null for a
   *     private one
   * @throws IOException the directory is not usable; the message names it and its fault
   */
  public static RecorderDirectory open(@Nullable Path named, Path temporary, Path proc)
      throws IOException {
    int user = user(proc);
    Path path = named == null ? temporary.resolve("headroom-" + user) : named;
    try {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      // Its attributes are checked below.
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
   * Creates a file, which shows that this is possible, and reads its owner. SMB mounts with uid=,
   * NFS exports that squash users, and bindfs give files another owner.
   */
  private static int ownerOfNewFiles(Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve(".headroom-" + System.nanoTime()));
    try {
      return number(attributes(file).get("uid"));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** A file name that sorts by time and is unique for the process. */
  public Path fileFor(long epochMillis, String pid) {
    return path.resolve(epochMillis + "-" + pid + SUFFIX);
  }

  public Path path() {
    return path;
  }

  /** Whether files here are memory that the container is charged for. */
  public boolean isMemory() {
    try {
      String type = Files.getFileStore(path).type();
      return type.equals("tmpfs") || type.equals("ramfs");
    } catch (IOException | RuntimeException e) { // no /proc/mounts: most directories are on disk
      return false;
    }
  }

  /**
   * The recordings of this user with a name of the agent's form, oldest first.
   *
   * @throws IOException the directory cannot be listed
   */
  public List<Path> recordings() throws IOException {
    // Files.newDirectoryStream would load twenty more classes into each JVM.
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

  /**
   * Whether {@link #fileFor} has this form. A file that was saved under another name is not the
   * agent's.
   */
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
      return false; // deleted after the listing
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
