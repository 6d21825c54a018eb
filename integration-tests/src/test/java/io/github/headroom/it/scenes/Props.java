package io.github.headroom.it.scenes;

import static io.github.headroom.it.scenes.Victim.READ_BYTES;

import io.github.headroom.it.parts.InGuest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The files and directories that a victim is given, gone after the scene whatever it left. */
public final class Props implements AutoCloseable {

  private final Scene scene;
  private final List<Path> made = new ArrayList<>();

  private Props(Scene scene) {
    this.scene = scene;
  }

  public static Props of(Scene scene) {
    return new Props(scene);
  }

  /** The victim's arguments as they are for a group whose limit file is this. */
  public List<String> arguments(Path limitFile) throws IOException {
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
  }
}
