package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A machine of our own: Debian's kernel with cgroup v2 and swap in QEMU, by software emulation and
 * so without any right on this one. It sees this machine's files as they are when it starts; what
 * it writes is gone at its end, but for one directory. See {@code lab/kernel.sh}.
 */
public final class Guest {

  /** The kernels there are, by the Debian release they are of. */
  public enum Kernel {
    BOOKWORM("6.1"),
    TRIXIE("6.12");

    private final String version;

    Kernel(String version) {
      this.version = version;
    }

    public String version() {
      return version;
    }

    String piece() {
      return "kernel-" + name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kernel kernel;
  private final int memoryMib;
  private final int swapMib;
  private final Duration bound;
  private final String parameters;
  private final long slowBytesPerSecond;

  /**
   * @param kernel a Debian release's
   * @param bound after which it is stopped; a boot takes some five seconds of an idle machine
   * @param parameters more of the kernel's command line, such as {@code psi=1}
   */
  public Guest(Kernel kernel, int memoryMib, int swapMib, Duration bound, String parameters) {
    this(kernel, memoryMib, swapMib, bound, parameters, 0);
  }

  private Guest(
      Kernel kernel,
      int memoryMib,
      int swapMib,
      Duration bound,
      String parameters,
      long slowBytesPerSecond) {
    this.kernel = kernel;
    this.memoryMib = memoryMib;
    this.swapMib = swapMib;
    this.bound = bound;
    this.parameters = parameters;
    this.slowBytesPerSecond = slowBytesPerSecond;
  }

  /**
   * The same with one disk more, ext4 at {@link SlowDisk#IN_GUEST}. Where there is no mke2fs it has
   * none, and what asks for it is skipped.
   *
   * @param bytesPerSecond that it writes
   */
  public Guest withSlowDisk(long bytesPerSecond) {
    return new Guest(kernel, memoryMib, swapMib, bound, parameters, bytesPerSecond);
  }

  /**
   * What a guest left: its directory, also with what the script put there, the script's exit
   * status, output and the kernel's log.
   */
  public record Run(Path directory, int status, String log, String dmesg) {}

  /**
   * Boots, runs a shell script as root, ends. The test is skipped where there is no QEMU or no
   * kernel, and fails when the guest does not end by itself.
   *
   * @param directory empty, shared with the guest under the same name
   */
  public Run run(Path directory, String script) throws IOException, InterruptedException {
    Path qemu = Lab.command("qemu-system-x86_64", "qemu-system-x86");
    if (!Lab.complete(kernel.piece())) {
      return abort(Lab.reason(kernel.piece()));
    }
    Files.writeString(directory.resolve("run"), script);
    boolean ended = boot(qemu, directory);
    if (ended && text(directory, "console").isEmpty()) {
      return abort("QEMU does not start a guest here: " + text(directory, "qemu").strip());
    }
    assertTrue(ended, () -> "the guest was still running after " + bound + consoleText(directory));
    Path status = directory.resolve("status");
    assertTrue(
        Files.exists(status), () -> "the guest did not get to its end" + consoleText(directory));
    return new Run(
        directory,
        Integer.parseInt(Files.readString(status).strip()),
        text(directory, "log"),
        text(directory, "dmesg"));
  }

  /** Whether the guest has ended by itself. */
  private boolean boot(Path qemu, Path directory) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(qemu, directory))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("qemu").toFile())
            .start();
    try {
      process.getOutputStream().close();
      return process.waitFor(bound.toSeconds(), TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private List<String> command(Path qemu, Path directory) throws IOException, InterruptedException {
    Path unpacked = Lab.directory(kernel.piece());
    List<String> command = new ArrayList<>();
    command.add(qemu.toString());
    // Two processors in one thread of QEMU: in a thread each, one is at times left with the int3
    // that the other had put into the kernel's code while it changed it (before QEMU 8.1 a block
    // that is being translated does not see a write to it), and the kernel falls over it. It is no
    // slower: victims wait more than they work.
    command.addAll(List.of("-accel", "tcg,thread=single", "-cpu", "max", "-smp", "2"));
    command.addAll(List.of("-m", Integer.toString(memoryMib), "-no-reboot", "-nic", "none"));
    command.addAll(List.of("-display", "none", "-monitor", "none"));
    command.addAll(List.of("-serial", "file:" + directory.resolve("console")));
    command.addAll(List.of("-kernel", unpacked.resolve("vmlinuz").toString()));
    command.addAll(List.of("-initrd", unpacked.resolve("initrd.gz").toString()));
    command.add("-append");
    command.add(
        "console=ttyS0 quiet panic=-1 mitigations=off "
            + parameters
            + " headroom.out="
            + directory.toRealPath());
    String share = "local,security_model=none,mount_tag=";
    command.addAll(List.of("-virtfs", share + "host,path=/,readonly=on,multidevs=remap"));
    command.addAll(List.of("-virtfs", share + "out,path=" + directory));
    if (swapMib > 0) {
      Path swap = directory.resolve("swap");
      try (RandomAccessFile file = new RandomAccessFile(swap.toFile(), "rw")) {
        file.setLength((long) swapMib << 20);
      }
      addDisk(command, "swap", swap, "");
    }
    Path slow = directory.resolve("slow");
    if (slowBytesPerSecond > 0 && SlowDisk.makeImage(slow)) {
      addDisk(command, "slow", slow, ",throttling.bps-write=" + slowBytesPerSecond);
    }
    return command;
  }

  private static void addDisk(List<String> command, String serial, Path file, String more) {
    command.add("-drive");
    command.add("if=none,id=" + serial + ",format=raw,cache=unsafe,file=" + file + more);
    command.add("-device");
    command.add("virtio-blk-pci,drive=" + serial + ",serial=" + serial);
  }

  private static String consoleText(Path directory) {
    return "\n--- qemu\n"
        + text(directory, "qemu")
        + "--- console\n"
        + text(directory, "console")
        + "--- log\n"
        + text(directory, "log");
  }

  private static String text(Path directory, String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      return file + ": " + e + "\n";
    }
  }
}
