package io.github.headroom.agent.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Directories that the process cannot search are neither absent nor without memory files. The
 * locator runs as a user without rights, in a process of its own when the tests run as root.
 */
class UnreadableCgroupsTest {

  /** Prints the locator's result, for the process without rights. */
  static final class Print {
    public static void main(String[] args) {
      Location location = new CgroupLocator(Path.of(args[0])).locate("self");
      MemoryCgroup cgroup = location.cgroup();
      System.out.println(cgroup == null ? "none" : cgroup.directory() + " " + cgroup.ancestors());
      System.out.println(location.reason());
    }
  }

  private static final String WHOLE = "30 1 0:2 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
  private static final String OWN = "31 1 0:2 /pods/ctr /cg rw - cgroup2 cgroup2 rw\n";

  @TempDir Path root;

  private void process(String cgroup, String mountInfo) throws IOException {
    Path proc = Files.createDirectories(root.resolve("proc/self"));
    Files.writeString(proc.resolve("cgroup"), cgroup);
    Files.writeString(proc.resolve("mountinfo"), mountInfo);
    Files.writeString(proc.resolve("stat"), "42 (java) S 1\n");
  }

  private Path group(String directory) throws IOException {
    Path group = Files.createDirectories(root.resolve(directory));
    Files.writeString(group.resolve("memory.current"), "1\n");
    Files.writeString(group.resolve("memory.max"), "max\n");
    Files.writeString(group.resolve("memory.stat"), "anon 1\n");
    Files.writeString(group.resolve("cgroup.procs"), "42\n");
    return group;
  }

  private static void close(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
  }

  /** Returns two lines: the directory and its ancestors or none, and the reason. */
  private List<String> locate() throws IOException, InterruptedException {
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>();
    if (((Number) Files.getAttribute(root, "unix:uid")).intValue() == 0) {
      assumeTrue(
          Files.isExecutable(Path.of("/usr/bin/setpriv")), "root reads everything, and no setpriv");
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    } else {
      assumeTrue(Files.notExists(root), "directories of our own cannot be closed to ourselves");
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            "target/classes:target/test-classes",
            Print.class.getName(),
            root.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assumeTrue(!output.contains("ClassNotFound"), "nobody may not read the build's directories");
    assertEquals(0, process.exitValue(), output);
    return output.lines().toList();
  }

  @Test
  void aMountThatMayNotBeEnteredIsUnreadableAndNotWithoutTheCgroup() throws Exception {
    process("0::/pods/ctr\n", WHOLE);
    group("sys/fs/cgroup/pods/ctr");
    close(root.resolve("sys/fs/cgroup"));
    List<String> output = locate();
    assertEquals("none", output.get(0), output.get(1));
    assertTrue(
        output.get(1).startsWith(root + "/sys/fs/cgroup/pods/ctr: permission denied; container"),
        output.get(1));
  }

  @Test
  void theOwnCgroupsParentIsNotTakenForItWhereTheOwnMayNotBeEntered() throws Exception {
    process("0::/pods/ctr\n", WHOLE);
    group("sys/fs/cgroup/pods");
    close(group("sys/fs/cgroup/pods/ctr"));
    List<String> output = locate();
    assertEquals("none", output.get(0), output.get(1));
    assertTrue(
        output
            .get(1)
            .startsWith(root + "/sys/fs/cgroup/pods/ctr/memory.current: permission denied; "),
        output.get(1));
  }

  @Test
  void aCgroupBehindAClosedDirectoryIsReadThroughAnotherMount() throws Exception {
    process("0::/pods/ctr\n", WHOLE + OWN);
    group("sys/fs/cgroup/pods/ctr");
    close(root.resolve("sys/fs/cgroup/pods"));
    group("cg");
    List<String> output = locate();
    assertEquals(root + "/cg []", output.get(0), output.get(1));
    assertTrue(
        output
            .get(1)
            .endsWith(
                "; "
                    + root
                    + "/sys/fs/cgroup/pods/ctr: permission denied, limits there are unknown"),
        output.get(1));
  }

  @Test
  void aSearchThatWasKeptOutOfADirectoryNamesIt() throws Exception {
    process("0::/outer/x\n", WHOLE);
    close(group("sys/fs/cgroup/elsewhere"));
    List<String> output = locate();
    assertEquals("none", output.get(0), output.get(1));
    assertTrue(
        output
            .get(1)
            .startsWith(
                "cgroup /outer/x lies outside of /, which is mounted at /sys/fs/cgroup; "
                    + root
                    + "/sys/fs/cgroup/elsewhere: permission denied; "),
        output.get(1));
  }

  @Test
  void aProcessThatProcDoesNotShowMayBeHidden() throws Exception {
    process("0::/pods/ctr\n", WHOLE);
    close(root.resolve("proc/self"));
    List<String> output = locate();
    assertTrue(output.get(1).startsWith("/proc/self/cgroup: permission denied; "), output.get(1));
  }
}
