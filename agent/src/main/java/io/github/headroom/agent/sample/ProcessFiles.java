package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** The files of /proc: those of one process, and the machine's meminfo (proc(5)). */
public final class ProcessFiles {

  private ProcessFiles() {}

  /**
   * The start of a process, in clock ticks since the boot. Together with the PID it identifies the
   * process: a later one of the same PID has another start. It is field 22 of /proc/PID/stat, after
   * the name in parentheses, which may contain any character (proc(5)). Null for a process that is
   * gone or has ended (state Z or X).
   */
  public static @Nullable String startTicks(Path root, String pid) {
    try {
      byte[] bytes = Files.readAllBytes(root.resolve("proc").resolve(pid).resolve("stat"));
      String stat = new String(bytes, StandardCharsets.ISO_8859_1);
      StringTokenizer fields = new StringTokenizer(stat.substring(stat.lastIndexOf(')') + 1));
      String state = fields.nextToken();
      for (int field = 4; field < 22; field++) {
        fields.nextToken();
      }
      return state.equals("Z") || state.equals("X") ? null : fields.nextToken();
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  static Source statm(Path process, PageSize pageSize, FileText text, AgentLog log) {
    return new StatmFile(new PolledFile(process.resolve("statm")), pageSize, text, log);
  }

  /** oom_score_adj: added to the process's size when the OOM killer selects a victim. */
  static Source oomScoreAdj(Path process, FileText text, AgentLog log) {
    return new OomScoreAdjFile(new PolledFile(process.resolve("oom_score_adj")), text, log);
  }

  static Source status(Path process, FileText text, AgentLog log) {
    KeyedFile.Key[] keys = {
      new KeyedFile.Key("VmSize", Field.VM_SIZE, false),
      new KeyedFile.Key("VmRSS", Field.VM_RSS, false),
      new KeyedFile.Key("RssAnon", Field.RSS_ANON, false),
      new KeyedFile.Key("RssFile", Field.RSS_FILE, false),
      new KeyedFile.Key("RssShmem", Field.RSS_SHMEM, false),
      new KeyedFile.Key("VmPTE", Field.VM_PTE, false),
      new KeyedFile.Key("VmSwap", Field.VM_SWAP, false),
      new KeyedFile.Key("HugetlbPages", Field.HUGETLB_PAGES, false),
      new KeyedFile.Key("Threads", Field.THREADS, false)
    };
    return new KeyedFile(new PolledFile(process.resolve("status")), keys, text, log);
  }

  static Source meminfo(Path root, FileText text, AgentLog log) {
    KeyedFile.Key[] keys = {
      new KeyedFile.Key("MemTotal", Field.MEM_TOTAL, false),
      new KeyedFile.Key("MemFree", Field.MEM_FREE, false),
      new KeyedFile.Key("MemAvailable", Field.MEM_AVAILABLE, false),
      new KeyedFile.Key("SwapTotal", Field.SWAP_TOTAL, false),
      new KeyedFile.Key("SwapFree", Field.SWAP_FREE, false)
    };
    return new KeyedFile(new PolledFile(root.resolve("proc/meminfo")), keys, text, log);
  }
}
