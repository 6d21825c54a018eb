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
 * what decides its end, its other processes. All of them are opened together when the cgroup is
 * found, and closed together when the process is in another one.
 *
 * <p>For one thread.
 */
final class LocatedCgroup {

  /** Between two searches for a cgroup that is not in sight: some five minutes. */
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

  /** Where it was found, or why not; null before the first look. */
  @Nullable Location location() {
    return location;
  }

  /** Its own files, which each pass reads; null where no cgroup was found. */
  @Nullable CgroupFiles files() {
    return files;
  }

  /** What full passes read beside its own files; empty where no cgroup was found. */
  Source[] around() {
    return around;
  }

  /** Whether its files have stopped answering. */
  boolean isLost() {
    CgroupFiles own = files;
    return own != null && own.lost();
  }

  /**
   * Looks where the process is. Locates the cgroup again when /proc/PID/cgroup has changed (a file
   * that is kept open shows the new path at once) or when its files have stopped answering.
   */
  void look() {
    State read = procCgroup.read(text);
    boolean sameText = read == State.KNOWN && isLastText();
    if (location != null && sameText && (files == null ? !searchIsDue() : !isLost())) {
      return;
    }
    if (location != null && Descriptors.areShort()) {
      return; // without one nothing is found, which would be taken for an answer
    }
    // All that takes memory first: where there is none left, the next full pass does it again.
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

  /** Where no cgroup was found, a search through all of them costs too much for each pass. */
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
