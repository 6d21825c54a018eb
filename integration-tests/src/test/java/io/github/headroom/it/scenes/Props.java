package io.github.headroom.it.scenes;

import static io.github.headroom.it.scenes.Victim.READ_BYTES;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.headroom.it.parts.InGuest;
import io.github.headroom.it.parts.SlowDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files and directories that a victim is given, gone after the scene whatever it left. */
public final class Props implements AutoCloseable {

  /** Two fifths of what a steady victim dirties in a guest, a fifth of what it does here. */
  static final long SLOW_BYTES_PER_SECOND = 2 * Victim.MIB;

  private final Scene scene;
  private final List<Path> made = new ArrayList<>();
  private @Nullable SlowDisk slow;

  private Props(Scene scene) {
    this.scene = scene;
  }

  public static Props of(Scene scene) {
    return new Props(scene);
  }

  /** The victim's arguments as they are for a group whose limit file is this. */
  public List<String> arguments(Path limitFile) throws IOException, InterruptedException {
    List<String> filled = new ArrayList<>();
    for (String argument : scene.victim().arguments()) {
      String text = argument.replace("{rate}", Long.toString(scene.rate()));
      long most = scene.victim().settledAt();
      text = text.replace("{most}", Long.toString(most > 0 ? most : Long.MAX_VALUE));
      text = text.replace("{after}", scene.place().guest() ? "10" : "3");
      text = text.replace("{limit}", limitFile.toString());
      if (text.contains("{tmpfs}")) {
        text = text.replace("{tmpfs}", directory("/dev/shm").toString());
      }
      if (text.contains("{disk}")) {
        text = text.replace("{disk}", directory("/var/tmp").toString());
      }
      if (text.contains("{slow}")) {
        text = text.replace("{slow}", slowDirectory().toString());
      }
      if (text.contains("{file}")) {
        text = text.replace("{file}", largeFile().toString());
      }
      filled.add(text);
    }
    return filled;
  }

  private Path directory(String parent) throws IOException {
    Path directory = Files.createTempDirectory(Path.of(parent), "headroom-it-scene");
    made.add(directory);
    return directory;
  }

  private Path slowDirectory() throws IOException, InterruptedException {
    if (scene.place().guest()) {
      return Files.isDirectory(SlowDisk.IN_GUEST)
          ? directory(SlowDisk.IN_GUEST.toString())
          : abort("the guest has no slow disk: is there mke2fs (apt-get install e2fsprogs)?");
    }
    slow = SlowDisk.onMachine(SLOW_BYTES_PER_SECOND);
    return slow.directory();
  }

  /** None of it is in the page cache, where it would be charged to whom it was read by first. */
  private Path largeFile() throws IOException {
    if (scene.place().guest()) {
      Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "3");
      return InGuest.largeFile();
    }
    Path file = directory("/var/tmp").resolve("large");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(READ_BYTES);
    }
    return file;
  }

  @Override
  public void close() {
    for (Path directory : made) {
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (slow != null) {
      try {
        slow.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
