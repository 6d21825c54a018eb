package io.github.headroom.agent.record;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A regular file that only this JVM writes to. It is open and locked until it is closed, by its
 * user or by an interrupt of a thread that uses it. The next use opens it again.
 */
final class LockedFile {

  final Path path;
  private final File file;
  private final boolean read;
  private @Nullable FileChannel channel;

  /**
   * @param read whether the file is also read
   */
  LockedFile(Path path, boolean read) {
    this.path = path;
    this.file = path.toFile();
    this.read = read;
  }

  boolean isOpen() {
    FileChannel open = channel;
    return open != null && open.isOpen();
  }

  /**
   * The open file; opens it if necessary.
   *
   * @throws IOException the file does not exist, is no regular file, cannot be written, or is
   *     locked by another process; the message names what was expected and found
   */
  FileChannel open() throws IOException {
    FileChannel open = channel;
    if (open != null && open.isOpen()) {
      return open;
    }
    close();
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new NoSuchFileException(path.toString());
      }
      throw new IOException("expected a regular file, found a link, a device or a directory");
    }
    return lock(FileChannel.open(path, options(read)));
  }

  /**
   * Creates the file. Only its owner can read it.
   *
   * @throws IOException the name exists, or the file system takes no new file
   */
  FileChannel create() throws IOException {
    Set<OpenOption> options = options(read);
    options.add(StandardOpenOption.CREATE_NEW);
    FileChannel made =
        FileChannel.open(
            path,
            options,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      return lock(made);
    } catch (Throwable e) { // OutOfMemoryError while the application has taken the whole heap
      delete();
      throw e;
    }
  }

  /**
   * Closes and deletes the file that was created here. Allocates nothing, because the heap may be
   * full.
   */
  void delete() {
    close();
    file.delete();
  }

  /** Closes the file and releases its lock. */
  void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      closeQuietly(open);
    }
  }

  /** Options to write a file, but not through a link. */
  static Set<OpenOption> options(boolean read) {
    Set<OpenOption> options = new HashSet<>();
    options.add(StandardOpenOption.WRITE);
    options.add(LinkOption.NOFOLLOW_LINKS);
    if (read) {
      options.add(StandardOpenOption.READ);
    }
    return options;
  }

  private FileChannel lock(FileChannel opened) throws IOException {
    try {
      if (opened.tryLock() == null) {
        throw new IOException("expected a file for this JVM alone, found one that another keeps");
      }
      channel = opened;
      return opened;
    } catch (Throwable e) {
      closeQuietly(opened);
      throw e;
    }
  }

  private static void closeQuietly(FileChannel open) {
    try {
      open.close();
    } catch (IOException e) {
      return; // nothing is buffered here, so nothing is lost
    }
  }
}
