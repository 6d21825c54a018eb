package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The files of /proc: those of one process, and the machine's meminfo (proc(5)). */
final class ProcessFiles {

  /** AT_PAGESZ of elf.h: the entry of the auxiliary vector that holds the page size. */
  private static final long AT_PAGESZ = 6;

  private ProcessFiles() {}

  /** statm; absent where the page size cannot be known. */
  static Source statm(Path process, FileText text, AgentLog log) {
    long pageSize = pageSize(process.resolve("auxv"));
    if (pageSize == 0) {
      return new Nothing();
    }
    return new StatmFile(new PolledFile(process.resolve("statm")), pageSize, text, log);
  }

  /** oom_score_adj: what is added to the process's size when a victim is looked for. */
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
      new KeyedFile.Key("VmSwap", Field.VM_SWAP, false)
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

  /** Bytes of a page as the kernel told this process, 0 where auxv cannot be read. */
  static long pageSize(Path auxv) {
    byte[] bytes = new byte[1024];
    int length = 0;
    try (InputStream in = new FileInputStream(auxv.toFile())) {
      int read = in.read(bytes);
      length = Math.max(read, 0);
    } catch (IOException e) {
      return 0; // no permission for another user's process: statm is left out, status remains
    }
    ByteBuffer pairs = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.nativeOrder());
    while (pairs.remaining() >= 16) {
      long type = pairs.getLong();
      long value = pairs.getLong();
      if (type == AT_PAGESZ) {
        return value;
      }
    }
    return 0;
  }

  /** Reads nothing: VmSize and VmRSS keep what the full pass read from status. */
  private static final class Nothing implements Source {
    @Override
    public void read(Sample into) {}
  }
}
