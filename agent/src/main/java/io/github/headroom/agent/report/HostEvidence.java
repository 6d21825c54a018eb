package io.github.headroom.agent.report;

import io.github.headroom.agent.file.RegularFile;
import io.github.headroom.agent.record.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Evidence that the machine still has of an ended JVM: its boot id, the OOM kill count of its
 * cgroup, an hs_err file. The root is / except in tests.
 */
final class HostEvidence {

  private static final String ELAPSED = "elapsed time: ";

  /**
   * In Java 8 the elapsed time is at the end of the file, after the libraries and the machine's
   * data.
   */
  private static final int MOST_OF_A_CRASH_REPORT = 512 * 1024;

  private final Path root;
  private final Header header;

  HostEvidence(Path root, Header header) {
    this.root = root;
    this.header = header;
  }

  /** Whether the machine was booted since, or is another one; false where that is not known. */
  boolean bootedSince() {
    String now = Identity.bootId(root);
    String then = header.get("boot_id");
    return now != null && !then.isEmpty() && !now.equals(then);
  }

  /** Whether the recording is from the current boot of the kernel. */
  boolean isOfThisBoot() {
    return header.get("boot_id").equals(Identity.bootId(root));
  }

  /** Whether the recording is from the current boot and PID namespace. */
  boolean isSeenFromItsPlace() {
    String namespace = header.get("pid_namespace");
    return isOfThisBoot() && !namespace.isEmpty() && namespace.equals(Identity.pidNamespace(root));
  }

  /**
   * The number of processes that the OOM killer has killed in the recording's cgroup: oom_kill of
   * memory.events or memory.oom_control (4.13+). Null where the group no longer exists, where its
   * path belongs to a later group, or where the kernel has no such key.
   */
  @Nullable Long oomKillsNow() {
    String cgroup = header.get("cgroup");
    if (cgroup.isEmpty()) {
      return null;
    }
    Path directory = root.resolve(cgroup.substring(1));
    String inode = Identity.inode(directory);
    if (inode == null || !inode.equals(header.get("cgroup_inode"))) {
      return null;
    }
    Long kills = key(directory.resolve("memory.events"), "oom_kill ");
    return kills != null ? kills : key(directory.resolve("memory.oom_control"), "oom_kill ");
  }

  /**
   * The JVM's crash report; null where none is found.
   *
   * @param lastMillis the time of the last record, milliseconds since 1970
   * @param untilMillis a report that was written later belongs to another JVM
   */
  @Nullable Path crashReport(long lastMillis, long untilMillis) {
    String pid = header.get("pid");
    if (pid.isEmpty()) {
      return null;
    }
    String name = "hs_err_pid" + pid + ".log"; // the default of -XX:ErrorFile
    Path found = since(named(header.get("flags"), pid), lastMillis, untilMillis);
    if (found == null) {
      found = since(header.get("directory") + "/" + name, lastMillis, untilMillis);
    }
    return found == null ? since("/tmp/" + name, lastMillis, untilMillis) : found;
  }

  /** Whether the JVM ends at its first OutOfMemoryError, without shutdown hooks. */
  boolean exitsWithoutMemory() {
    return header.get("flags").contains("-XX:+ExitOnOutOfMemoryError");
  }

  private static String named(String flags, String pid) {
    StringTokenizer tokens = new StringTokenizer(flags);
    String option = "-XX:ErrorFile=";
    while (tokens.hasMoreTokens()) {
      String flag = tokens.nextToken();
      if (flag.startsWith(option)) {
        return flag.substring(option.length()).replace("%p", pid);
      }
    }
    return "";
  }

  /**
   * The file of that name, if this JVM wrote it: it was written after the JVM's start, by a JVM
   * that started before the last record. The PID is no proof: in a container each JVM is process 1.
   * Only a regular file is opened ({@link RegularFile}): an ErrorFile may be /dev/stderr.
   */
  private @Nullable Path since(String name, long lastMillis, long untilMillis) {
    if (name.isEmpty()) {
      return null;
    }
    try {
      Path file =
          name.charAt(0) == '/'
              ? root.resolve(name.substring(1))
              : root.resolve(header.get("directory").substring(1)).resolve(name);
      if (RegularFile.isAnother(file)) {
        return null;
      }
      long written = Files.getLastModifiedTime(file).toMillis();
      Long started = header.number("started");
      boolean tooEarly = started != null && written < Math.min(started, lastMillis);
      if (tooEarly || written > untilMillis) {
        return null;
      }
      Long lived = livedMillis(file);
      return lived == null || written - lived <= lastMillis ? file : null;
    } catch (IOException | RuntimeException e) {
      return null; // no such file
    }
  }

  /**
   * The lifetime of the JVM that wrote an hs_err file, milliseconds: "elapsed time: 12.345
   * seconds", whole seconds in Java 8. Null where the file does not contain it.
   */
  private static @Nullable Long livedMillis(Path file) throws IOException {
    byte[] bytes = RegularFile.read(file, MOST_OF_A_CRASH_REPORT);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int start = text.indexOf(ELAPSED);
    int end = text.indexOf(' ', start + ELAPSED.length());
    if (start < 0 || end < 0) {
      return null;
    }
    String seconds = text.substring(start + ELAPSED.length(), end);
    boolean whole = seconds.indexOf('.') < 0;
    return (long) (Double.parseDouble(seconds) * 1000) + (whole ? 1000 : 0);
  }

  private static @Nullable Long key(Path file, String key) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).startsWith(key)) {
          return Long.valueOf(lines.get(i).substring(key.length()).trim());
        }
      }
    } catch (IOException | RuntimeException e) {
      return null; // the file of the other cgroup version, or of an old kernel
    }
    return null;
  }
}
