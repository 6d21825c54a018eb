package io.github.headroom.it.scenes;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run: {@code [--only REGEX] [--continue] [--list]}.
 *
 * @param only the names that have a match
 * @param goOn keeps the evidence of an earlier run, and runs what is not there yet
 * @param list only names what would be run
 */
public record RunOptions(Pattern only, boolean goOn, boolean list) {

  /** Held until this JVM ends: a channel that nobody refers to is closed, and its lock lost. */
  private static final List<FileLock> HELD = new ArrayList<>();

  /**
   * Takes a command line apart.
   *
   * @throws IllegalArgumentException for an option that is not known
   */
  public static RunOptions of(String... arguments) {
    Pattern only = Pattern.compile("");
    boolean list = false;
    boolean goOn = false;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--only" -> only = Pattern.compile(arguments[++i]);
        case "--list" -> list = true;
        case "--continue" -> goOn = true;
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
    return new RunOptions(only, goOn, list);
  }

  public boolean wants(String name) {
    return only.matcher(name).find();
  }

  /**
   * The directory of that name for the evidence, new or as it was left; of this JVM alone while it
   * lives, for what another has not ended yet would be deleted as broken off.
   *
   * @throws IllegalStateException where another run works in it
   */
  public SceneDirectory directory(String name) throws IOException {
    FileChannel channel =
        FileChannel.open(
            Files.createDirectories(SceneDirectory.ALL).resolve(name + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    FileLock lock = lock(channel);
    if (lock == null) {
      channel.close();
      throw new IllegalStateException("another run works in " + SceneDirectory.ALL.resolve(name));
    }
    HELD.add(lock);
    return goOn ? SceneDirectory.kept(name) : SceneDirectory.fresh(name);
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this JVM's own
    }
  }
}
