package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * An ext4 file system that writes slowly, so that a process can dirty page cache faster than the
 * kernel can write it back. In a {@link Guest} it is a disk that QEMU throttles; here it is a loop
 * device that the root of blkio throttles (cgroup-v1/blkio-controller.rst,
 * blkio.throttle.write_bps_device).
 */
public final class SlowDisk implements AutoCloseable {

  /** Where a guest mounts it. */
  public static final Path IN_GUEST = Path.of("/slow");

  private static final long BYTES = 512L << 20;
  private static final Path THROTTLE =
      Path.of("/sys/fs/cgroup/blkio/blkio.throttle.write_bps_device");

  private final Deque<List<String>> undo = new ArrayDeque<>();
  private final Path directory;
  private String device = "";

  private SlowDisk(Path directory) {
    this.directory = directory;
  }

  /**
   * Mounts one on this machine; the test is skipped where that cannot be.
   *
   * @param bytesPerSecond that it writes
   */
  public static SlowDisk onMachine(long bytesPerSecond) throws IOException, InterruptedException {
    if (!Files.isWritable(THROTTLE)) {
      return abort("a slow disk needs " + THROTTLE);
    }
    SlowDisk disk = new SlowDisk(Files.createTempDirectory(Path.of("/var/tmp"), "headroom-slow"));
    try {
      disk.mount(bytesPerSecond);
      return disk;
    } catch (Throwable e) {
      disk.close();
      throw e;
    }
  }

  /** Its root. */
  public Path directory() {
    return directory.resolve("mounted");
  }

  private void mount(long bytesPerSecond) throws IOException, InterruptedException {
    Path image = directory.resolve("image");
    if (!makeImage(image)) {
      abort("a slow disk needs mke2fs (apt-get install e2fsprogs)");
    }
    Files.createDirectory(directory());
    device = output(List.of("losetup", "-f", "--show", image.toString()));
    undo.push(List.of("losetup", "-d", device));
    Path numbers = Path.of("/sys/block", Path.of(device).getFileName().toString(), "dev");
    Files.writeString(THROTTLE, Files.readString(numbers).strip() + " " + bytesPerSecond);
    output(List.of("mount", "-t", "ext4", device, directory().toString()));
    undo.push(List.of("umount", directory().toString()));
  }

  /**
   * Makes an ext4 image without a journal; false where there is no mke2fs.
   *
   * @param image not there yet
   */
  static boolean makeImage(Path image) throws IOException, InterruptedException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(BYTES);
    }
    Process process;
    try {
      process =
          new ProcessBuilder("mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", image.toString())
              .inheritIO()
              .start();
    } catch (IOException e) {
      Files.delete(image);
      return false;
    }
    if (process.waitFor() != 0) {
      throw new IOException("mke2fs " + image + " ended with " + process.exitValue());
    }
    return true;
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      return abort("a slow disk cannot be made: " + String.join(" ", command) + ": " + text);
    }
    return text.strip();
  }

  /** What is still dirty is written at full speed first. */
  @Override
  public void close() throws IOException {
    if (!device.isEmpty()) {
      Path numbers = Path.of("/sys/block", Path.of(device).getFileName().toString(), "dev");
      Files.writeString(THROTTLE, Files.readString(numbers).strip() + " 0");
    }
    try {
      while (!undo.isEmpty()) {
        output(undo.pop());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + directory + " was removed", e);
    }
    Files.deleteIfExists(directory());
    Files.deleteIfExists(directory.resolve("image"));
    Files.delete(directory);
  }
}
