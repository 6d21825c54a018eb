package io.github.headroom.agent.report;

import io.github.headroom.agent.record.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * What the machine still shows of a JVM that has ended: its boot id, the count of OOM kills of its
 * cgroup, an hs_err file. The root is / except in tests.
 */
final class HostEvidence {

  private static final String ELAPSED = "elapsed time: ";

  /** In Java 8 it stands at the end, behind the JVM's libraries and what its machine is like. */
  private static final int MOST_OF_A_CRASH_REPORT = 512 * 1024;

  private final Path root;
  private final Header header;

  HostEvidence(Path root, Header header) {
    this.root = root;
    this.header = header;
  }

  /** Whether the machine has booted since, or is another one; false where that is not known. */
  boolean bootedSince() {
    String now = Identity.bootId(root);
    String then = header.get("boot_id");
    return now != null && !then.isEmpty() && !now.equals(then);
  }

  /** Whether the recording was made in the boot of the kernel that runs now. */
  boolean isOfThisBoot() {
    return header.get("boot_id").equals(Identity.bootId(root));
  }

  /** Whether it was made in this boot and this PID namespace. */
  boolean isSeenFromItsPlace() {
    String namespace = header.get("pid_namespace");
    return isOfThisBoot() && !namespace.isEmpty() && namespace.equals(Identity.pidNamespace(root));
  }

  /**
   * How many processes of the very cgroup of that time the OOM killer has killed so far: oom_kill
   * of memory.events / memory.oom_control (4.13+); -1 where the group is gone or does not say.
   */
  long oomKillsNow() {
    String cgroup = header.get("cgroup");
    if (cgroup.isEmpty()) {
      return -1;
    }
    Path directory = root.resolve(cgroup.substring(1));
    String inode = Identity.inode(directory);
    if (inode == null || !inode.equals(header.get("cgroup_inode"))) {
      return -1;
    }
    long kills = key(directory.resolve("memory.events"), "oom_kill ");
    return kills >= 0 ? kills : key(directory.resolve("memory.oom_control"), "oom_kill ");
  }

  /**
   * The JVM's own report of a crash; null where none is found.
   *
   * @param lastMillis when the JVM was last seen, milliseconds since 1970
   * @param untilMillis one that was written later is another JVM's
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

  /** Whether the JVM ends itself at its first OutOfMemoryError, without shutdown hooks. */
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
   * The file of that name, if it was written after the JVM started, by one that had started before
   * this one was last seen: in a container each JVM is process 1.
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
      long written = Files.getLastModifiedTime(file).toMillis();
      boolean ours =
          written <= untilMillis
              && written >= Math.min(header.number("started"), lastMillis)
              && written - livedMillis(file) <= lastMillis;
      return ours ? file : null;
    } catch (IOException | RuntimeException e) {
      return null; // no such file
    }
  }

  /**
   * How long the JVM of an hs_err file had lived: "elapsed time: 12.345 seconds", in Java 8 whole
   * ones. Milliseconds; a lifetime where the file does not have it.
   */
  private static long livedMillis(Path file) throws IOException {
    byte[] bytes = new byte[MOST_OF_A_CRASH_REPORT];
    int length = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = 0; read >= 0 && length < bytes.length; length += Math.max(0, read)) {
        read = in.read(bytes, length, bytes.length - length);
      }
    }
    String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    int start = text.indexOf(ELAPSED);
    int end = text.indexOf(' ', start + ELAPSED.length());
    if (start < 0 || end < 0) {
      return Integer.MAX_VALUE * 1000L;
    }
    String seconds = text.substring(start + ELAPSED.length(), end);
    boolean whole = seconds.indexOf('.') < 0;
    return (long) (Double.parseDouble(seconds) * 1000) + (whole ? 1000 : 0);
  }

  private static long key(Path file, String key) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).startsWith(key)) {
          return Long.parseLong(lines.get(i).substring(key.length()).trim());
        }
      }
    } catch (IOException | RuntimeException e) {
      return -1; // the other version's file, or an old kernel's
    }
    return -1;
  }
}
