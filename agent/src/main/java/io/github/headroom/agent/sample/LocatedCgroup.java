package io.github.headroom.agent.sample;

import io.github.headroom.agent.locate.CgroupLocator;
import io.github.headroom.agent.locate.Location;
import io.github.headroom.agent.locate.MemoryCgroup;
import io.github.headroom.agent.log.AgentLog;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The memory cgroup of the process and everything that is read of it: its own files, its ancestors,
 * the files that decide its end, its other processes. All files are opened when the cgroup is
 * found, and closed when the process is in another one.
 *
 * <p>For one thread.
 */
final class LocatedCgroup {

  /** The most passes between two searches for a cgroup that is not visible: about five minutes. */
  private static final int MOST_PASSES_TO_WAIT = 31;

  private static final Source[] NOTHING = {};

  private final Path root;
  private final CgroupLocator locator;
  private final String pid;
  private final FileText text;
  private final AgentLog log;
  private final PolledFile procCgroup;
  private byte[] procCgroupText = {};
  private @Nullable Location location;
  private @Nullable CgroupFiles files;
  private Source[] around = NOTHING;
  private int passesToWait;
  private int passesWaited;

  LocatedCgroup(Path root, CgroupLocator locator, String pid, FileText text, AgentLog log) {
    this.root = root;
    this.locator = locator;
    this.pid = pid;
    this.text = text;
    this.log = log;
    this.procCgroup = new PolledFile(root.resolve("proc").resolve(pid).resolve("cgroup"));
  }

  /** The location, or the reason why there is none; null before the first look. */
  @Nullable Location location() {
    return location;
  }

  /** The cgroup's own files, which each pass reads; null where no cgroup was found. */
  @Nullable CgroupFiles files() {
    return files;
  }

  /** The other sources of full passes; empty where no cgroup was found. */
  Source[] around() {
    return around;
  }

  /** Whether its files no longer answer. */
  boolean isLost() {
    CgroupFiles own = files;
    return own != null && own.lost();
  }

  /**
   * Checks where the process is. Locates the cgroup again when /proc/PID/cgroup has changed (an
   * open file shows the new path at once) or when its files no longer answer.
   */
  void look() {
    State read = procCgroup.read(text);
    boolean sameText = read == State.KNOWN && isLastText();
    if (location != null && sameText && (files == null ? !searchIsDue() : !isLost())) {
      return;
    }
    if (location != null && Descriptors.areShort()) {
      return; // without a descriptor nothing is found, which would look like an answer
    }
    // Allocations come first: if one fails, the next full pass starts again.
    byte[] newText = read == State.KNOWN ? Arrays.copyOf(text.bytes, text.length) : procCgroupText;
    Location found = locator.locate(pid);
    MemoryCgroup group = found.cgroup();
    CgroupFiles newFiles = group == null ? null : CgroupFiles.of(group, text, log);
    Source[] newAround = group == null ? NOTHING : around(group);
    passesToWait = found.found() ? 0 : Math.min(2 * passesToWait + 1, MOST_PASSES_TO_WAIT);
    passesWaited = 0;
    procCgroupText = newText;
    Location before = location;
    location = found;
    if (before == null || !before.reason().equals(found.reason())) {
      if (group == null) {
        log.warn(found.reason());
      } else {
        log.info(found.reason());
      }
    }
    closeFiles();
    files = newFiles;
    around = newAround;
  }

  private Source[] around(MemoryCgroup group) {
    return new Source[] {
      new AncestorFiles(group, text, log),
      new OomFiles(group, root, text, log),
      new OtherProcesses(group, root.resolve("proc"), pid, text)
    };
  }

  /** Where no cgroup was found, a search through all groups in every pass costs too much. */
  private boolean searchIsDue() {
    return passesWaited++ >= passesToWait;
  }

  private boolean isLastText() {
    if (text.length != procCgroupText.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (text.bytes[i] != procCgroupText[i]) {
        return false;
      }
    }
    return true;
  }

  /** Closes every open file. */
  void close() {
    procCgroup.close();
    closeFiles();
  }

  private void closeFiles() {
    CgroupFiles own = files;
    if (own != null) {
      own.close();
    }
    for (Source source : around) {
      source.close();
    }
    files = null;
    around = NOTHING;
  }
}
