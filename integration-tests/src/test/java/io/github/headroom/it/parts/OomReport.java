package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel's log says of a kill by a cgroup's limit (mm/oom_kill.c, mem_cgroup_print_oom_*).
 *
 * @param limited the group whose limit it was
 * @param killed the group of the process
 * @param anonBytes resident anonymous memory of the process
 * @param usageBytes memory.current of the limited group
 * @param stat memory.stat of the limited group, as far as it is printed
 */
public record OomReport(
    String limited, String killed, long anonBytes, long usageBytes, Map<String, Long> stat) {

  private static final Pattern TIME = Pattern.compile("^\\[[ 0-9.]+] ?");
  private static final Pattern USAGE = Pattern.compile("memory: usage (\\d+)kB, limit (\\d+)kB.*");
  private static final Pattern PAIR = Pattern.compile("\\s*([a-z_]+) (\\d+)");
  private static final Pattern GROUPS =
      Pattern.compile("oom-kill:.*,oom_memcg=([^,]*),task_memcg=([^,]*),task=.*,pid=(\\d+),.*");
  private static final Pattern KILLED =
      Pattern.compile(".*Killed process (\\d+) \\(.*\\).* anon-rss:(\\d+)kB,.*");

  /** The report of the process's end; fails when the log has none. */
  public static OomReport of(long pid) throws IOException {
    List<String> log = log();
    long usage = 0;
    String[] groups = {"", ""};
    Map<String, Long> stat = new LinkedHashMap<>();
    for (String line : log) {
      String text = TIME.matcher(line).replaceFirst("");
      Matcher matcher = USAGE.matcher(text);
      if (matcher.matches()) {
        usage = Long.parseLong(matcher.group(1)) << 10;
        stat.clear(); // of an earlier kill
      }
      matcher = PAIR.matcher(text);
      if (matcher.matches()) {
        stat.put(matcher.group(1), Long.valueOf(matcher.group(2)));
      }
      matcher = GROUPS.matcher(text);
      if (matcher.matches() && Long.parseLong(matcher.group(3)) == pid) {
        groups = new String[] {matcher.group(1), matcher.group(2)};
      }
      matcher = KILLED.matcher(text);
      if (matcher.matches() && Long.parseLong(matcher.group(1)) == pid) {
        return new OomReport(
            groups[0], groups[1], Long.parseLong(matcher.group(2)) << 10, usage, stat);
      }
    }
    throw new AssertionError("the kernel's log tells of no end of " + pid + ": " + log);
  }

  private static List<String> log() throws IOException {
    Process dmesg = new ProcessBuilder("dmesg").redirectErrorStream(true).start();
    List<String> log = dmesg.inputReader().lines().toList();
    assertTrue(!log.isEmpty(), "dmesg printed nothing");
    return log;
  }
}
