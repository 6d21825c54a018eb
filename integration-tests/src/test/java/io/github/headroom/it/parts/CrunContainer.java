package io.github.headroom.it.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A container of crun (Debian's package) with namespaces of its own, the cgroup's among them; its
 * root is this machine's file system. To be run in a guest: the root is bound into a directory.
 */
public final class CrunContainer implements AutoCloseable {

  private final Path bundle;
  private final String name;
  private final Process process;

  private CrunContainer(Path bundle, String name, Process process) {
    this.bundle = bundle;
    this.name = name;
    this.process = process;
  }

  /** Runs a command in the cgroup {@code /NAME}, with a limit. */
  public static CrunContainer start(
      String name, long limitBytes, Map<String, String> environment, List<String> command)
      throws IOException {
    Path crun = Lab.command("crun", "crun");
    Path bundle = Files.createTempDirectory("headroom-it-crun");
    Path root = Files.createDirectory(bundle.resolve("rootfs"));
    run("mount", "--rbind", "/", root.toString());
    run("mount", "--make-rslave", root.toString());
    Files.writeString(
        bundle.resolve("config.json"), config(name, limitBytes, environment, command));
    Process process =
        new ProcessBuilder(crun.toString(), "run", "--no-pivot", name)
            .directory(bundle.toFile())
            .redirectErrorStream(true)
            .redirectOutput(bundle.resolve("log").toFile())
            .start();
    return new CrunContainer(bundle, name, process);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What crun and the container have printed. */
  public String log() {
    try {
      return Files.readString(bundle.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() throws IOException {
    run("crun", "kill", name, "KILL");
    Await.until("the end of container " + name, () -> !process.isAlive());
    run("umount", "-l", bundle.resolve("rootfs").toString());
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    Await.until("the end of " + List.of(command), () -> !process.isAlive());
    if (process.exitValue() != 0) {
      throw new AssertionError(List.of(command) + ": exit status " + process.exitValue());
    }
  }

  private static String config(
      String name, long limitBytes, Map<String, String> environment, List<String> command) {
    StringBuilder variables = new StringBuilder("\"PATH=/usr/sbin:/usr/bin:/sbin:/bin\"");
    environment.forEach((key, value) -> variables.append(", \"" + key + "=" + value + "\""));
    return """
        {"ociVersion": "1.0.2", "root": {"path": "rootfs", "readonly": false},
         "process": {"terminal": false, "user": {"uid": 0, "gid": 0}, "cwd": "/",
           "args": ["%s"], "env": [%s]},
         "mounts": [
           {"destination": "/proc", "type": "proc", "source": "proc"},
           {"destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup",
            "options": ["nosuid", "noexec", "nodev", "relatime", "ro"]}],
         "linux": {"namespaces": [{"type": "pid"}, {"type": "ipc"}, {"type": "uts"},
             {"type": "mount"}, {"type": "cgroup"}],
           "resources": {"memory": {"limit": %d}}, "cgroupsPath": "/%s"}}
        """
        .formatted(String.join("\", \"", command), variables, limitBytes, name);
  }
}
