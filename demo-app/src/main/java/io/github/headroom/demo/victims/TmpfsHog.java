package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * Dies of files on a tmpfs, which are memory: in a new directory {@code TmpfsHog...} in {@code
 * --directory}. An orderly end removes them. After a kill they stay, as they do in a container that
 * is started again.
 */
final class TmpfsHog {
  private final Path directory;
  private final byte[] chunk = new byte[Taking.CHUNK];
  private int files;
  private boolean removed;

  private TmpfsHog(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST, "--directory");
    String parent = arguments.text("--directory");
    TmpfsHog hog =
        new TmpfsHog(
            Files.createTempDirectory(Paths.get(parent == null ? "/dev/shm" : parent), "TmpfsHog"));
    Runtime.getRuntime().addShutdownHook(new Thread(hog::remove));
    Plan plan =
        Plan.steady(
            arguments.number(Plan.RATE, 10 << 20, 1, Plan.LARGEST),
            // Should the directory be on a disk, that is not to be filled.
            arguments.number(Plan.MOST, 1 << 30, 0, Plan.LARGEST));
    Taking.printing().follow(plan, Taking.CHUNK, hog::write);
  }

  private synchronized void write() throws IOException {
    if (removed) {
      return; // the shutdown hook runs beside main
    }
    Files.write(directory.resolve("file" + files++), chunk);
  }

  private synchronized void remove() {
    removed = true;
    File[] written = directory.toFile().listFiles();
    if (written != null) {
      for (File file : written) {
        if (!file.delete()) {
          System.err.println(file + ": cannot be removed, stays");
        }
      }
    }
    if (!directory.toFile().delete()) {
      System.err.println(directory + ": cannot be removed, stays");
    }
  }
}
