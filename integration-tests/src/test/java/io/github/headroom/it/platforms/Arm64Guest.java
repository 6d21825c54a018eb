package io.github.headroom.it.platforms;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Lab;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An arm64 machine in QEMU, by software emulation and so without any right on this one; see {@code
 * lab/arm64.sh}.
 */
final class Arm64Guest {

  /** The size of a page, which Debian has a kernel for. */
  enum Kernel {
    FOUR("4k", 4096),
    SIXTEEN("16k", 16384);

    private final String word;
    private final long page;

    Kernel(String word, long page) {
      this.word = word;
      this.page = page;
    }

    String word() {
      return word;
    }

    /** Bytes. */
    long page() {
      return page;
    }
  }

  /** It has both sizes of a page, which the default and older cores do not have. */
  private static final String CORE = "neoverse-n1";

  private static final int MOST_SECONDS = 1800;
  private static final long LARGE_FILE_BYTES = 256L << 20;

  private Arm64Guest() {}

  /** The version of QEMU; aborted where there is none. */
  static String qemu() {
    return Finished.of(Path.of("."), program().toString(), "--version")
        .orFail()
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst(" \\(.*", "");
  }

  private static Path program() {
    return Lab.program("arm64", "bin/qemu-system-aarch64");
  }

  /**
   * Boots, plays scenes, ends.
   *
   * @param directory empty; each scene leaves a directory in {@code out} there
   */
  static void play(Kernel kernel, List<GuestScene> scenes, Path directory) throws IOException {
    Path out = Files.createDirectory(directory.resolve("out"));
    Path files = Files.createDirectory(directory.resolve("files"));
    try (RandomAccessFile sparse = new RandomAccessFile(files.resolve("large").toFile(), "rw")) {
      sparse.setLength(LARGE_FILE_BYTES);
    }
    Files.copy(JavaProcess.agentJar(), out.resolve("agent.jar"));
    Files.copy(
        Path.of(System.getProperty("headroom.demo.jar", "../demo-app/target/headroom-demo.jar")),
        out.resolve("demo.jar"));
    try (var resource = Arm64Guest.class.getResourceAsStream("/platforms/guest.sh")) {
      Files.write(out.resolve("run"), resource.readAllBytes());
    }
    StringBuilder calls = new StringBuilder();
    scenes.forEach(scene -> calls.append(scene.call()));
    Files.writeString(out.resolve("scenes"), calls);
    Files.writeString(out.resolve("now"), System.currentTimeMillis() / 1000 + "\n");
    Finished qemu =
        Finished.of(directory, Map.of(), command(kernel, directory, out, files), MOST_SECONDS);
    assertTrue(
        Files.exists(out.resolve("status")),
        () -> "the guest did not get to its end: " + qemu.output() + text(directory, "console"));
  }

  private static List<String> command(Kernel kernel, Path directory, Path out, Path files) {
    List<String> command = new ArrayList<>();
    command.add(program().toString());
    command.addAll(List.of("-M", "virt", "-cpu", CORE, "-accel", "tcg", "-smp", "2", "-m", "1280"));
    command.addAll(List.of("-no-reboot", "-nic", "none", "-display", "none", "-monitor", "none"));
    command.addAll(List.of("-serial", "file:" + directory.resolve("console")));
    command.addAll(List.of("-kernel", Lab.file("arm64", "vmlinuz-" + kernel.word()).toString()));
    command.addAll(
        List.of("-initrd", Lab.file("arm64", "initrd-" + kernel.word() + ".gz").toString()));
    command.addAll(List.of("-append", "console=ttyAMA0 quiet panic=-1 psi=1"));
    String share = "local,security_model=none,mount_tag=";
    String root = Lab.file("arm64", "root").toString();
    command.addAll(
        List.of("-virtfs", share + "root,path=" + root + ",readonly=on,multidevs=remap"));
    command.addAll(List.of("-virtfs", share + "files,path=" + files + ",readonly=on"));
    command.addAll(List.of("-virtfs", share + "out,path=" + out));
    return command;
  }

  private static String text(Path directory, String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      return file + ": " + e + "\n";
    }
  }
}
