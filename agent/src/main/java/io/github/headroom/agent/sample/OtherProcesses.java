package io.github.headroom.agent.sample;

import io.github.headroom.agent.locate.MemoryCgroup;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;

/**
 * Reads the other processes that the cgroup is charged for, its own and those of the groups below
 * it: cgroup.procs, and status and oom_score_adj of each (proc(5)).
 *
 * <p>At most {@value #MOST} processes in {@value #MOST_GROUPS} groups are read, in about 25
 * microseconds a process. Where there are more, or where one is hidden (hidepid=2), {@link
 * Field#OTHER_PROCESSES} is larger than the number of rows. A process that ends during the pass is
 * not counted: its files are gone (ENOENT), no longer answer (ESRCH) or are empty, and a second
 * read of cgroup.procs does not list it.
 */
final class OtherProcesses implements Source {

  static final int MOST = 64;
  static final int MOST_GROUPS = 32;

  private final File group;
  private final Path proc;
  private final long self;
  private final long[] pids = new long[MOST];
  private final long[] hidden = new long[MOST];
  private final long[] failed = new long[MOST];
  private final FileText text;
  private final Digits digits = new Digits();
  private final KeyedText status =
      new KeyedText(
          new KeyedFile.Key[] {
            new KeyedFile.Key("VmRSS", Sample.OTHER_RSS, false),
            new KeyedFile.Key("RssAnon", Sample.OTHER_RSS_ANON, false),
            new KeyedFile.Key("RssFile", Sample.OTHER_RSS_FILE, false),
            new KeyedFile.Key("RssShmem", Sample.OTHER_RSS_SHMEM, false),
            new KeyedFile.Key("VmPTE", Sample.OTHER_PAGE_TABLES, false),
            new KeyedFile.Key("VmSwap", Sample.OTHER_SWAP, false),
            new KeyedFile.Key("Threads", Sample.OTHER_THREADS, false)
          });

  /**
   * @param pid the directory below proc of the sampled process, which is not counted; "self" for
   *     this one
   */
  OtherProcesses(MemoryCgroup cgroup, Path proc, String pid, FileText text) {
    this.group = cgroup.directory().toFile();
    this.proc = proc;
    this.text = text;
    this.self = number(proc.resolve(pid));
  }

  @Override
  public void read(Sample into) {
    Rows rows = into.otherProcesses();
    rows.clear();
    ArrayDeque<File> groups = new ArrayDeque<>();
    groups.add(group);
    long others = 0;
    for (int looked = 0; !groups.isEmpty(); looked++) {
      File next = groups.remove();
      State state = looked == MOST_GROUPS ? State.UNREADABLE : list(next);
      if (state == State.UNREADABLE || (state == State.ABSENT && looked == 0)) {
        into.set(Field.OTHER_PROCESSES, state);
        return;
      }
      if (state == State.KNOWN) { // absent: a group that was removed meanwhile
        others += readProcesses(next, rows);
        addChildren(next, groups);
      }
    }
    into.set(Field.OTHER_PROCESSES, others);
  }

  private State list(File directory) {
    PolledFile procs = new PolledFile(directory.toPath().resolve("cgroup.procs"));
    State state = procs.read(text);
    procs.close();
    // A group that is removed between opening and reading does not answer (ENODEV).
    return state == State.UNREADABLE && !directory.exists() ? State.ABSENT : state;
  }

  /**
   * Adds a row for the first processes of the text.
   *
   * @return the number of listed processes, without the sampled one
   */
  private long readProcesses(File directory, Rows rows) {
    long listed = 0;
    int kept = 0;
    int at = 0;
    // A number that is cut off by the end of the text is ignored: far more than MOST come before
    // it.
    while (digits.parse(text.bytes, at, text.length) && digits.end < text.length) {
      if (digits.value != self) {
        listed++;
        if (kept < MOST) {
          pids[kept++] = digits.value; // their own files use the same text
        }
      }
      at = digits.end + 1;
    }
    int unseen = 0;
    int unread = 0;
    for (int i = 0; i < kept && !rows.full(); i++) {
      State state = readProcess(Long.toString(pids[i]), rows);
      if (state == State.ABSENT) {
        hidden[unseen++] = pids[i];
      } else if (state == State.UNREADABLE) {
        failed[unread++] = pids[i];
      }
    }
    if (unseen + unread == 0) {
      return listed;
    }
    boolean again = list(directory) == State.KNOWN;
    for (int i = 0; i < unseen; i++) {
      if (!again || !isListed(hidden[i])) {
        listed--;
      }
    }
    for (int i = 0; i < unread; i++) {
      if (!again || !isListed(failed[i])) {
        listed--;
      } else if (!rows.full()) {
        int row = rows.add(Long.toString(failed[i]));
        for (int column = 0; column < Sample.OTHER_COLUMNS; column++) {
          rows.set(row, column, State.UNREADABLE);
        }
      }
    }
    return listed;
  }

  private boolean isListed(long pid) {
    int at = 0;
    while (digits.parse(text.bytes, at, text.length)) {
      if (digits.value == pid) {
        return true;
      }
      at = digits.end + 1;
    }
    return false;
  }

  /**
   * Adds the row of a process, if all of it is known. Absent: the process has ended, is hidden, or
   * has no number in this namespace (0). Unreadable: it has ended meanwhile, or may not be read.
   */
  private State readProcess(String pid, Rows rows) {
    Path directory = proc.resolve(pid);
    PolledFile file = new PolledFile(directory.resolve("status"));
    State state = file.read(text);
    file.close();
    if (state != State.KNOWN) {
      return state;
    }
    int row = rows.add(pid);
    status.read(text, rows.readings(), rows.base(row));
    PolledFile adjustment = new PolledFile(directory.resolve("oom_score_adj"));
    state = OomScoreAdjFile.read(adjustment, text, digits);
    adjustment.close();
    boolean whole = state == State.KNOWN;
    for (int column = 0; column < Sample.OTHER_OOM_SCORE_ADJ; column++) {
      whole &= rows.state(row, column) != State.UNREADABLE; // the sizes of a zombie are absent
    }
    if (!whole) {
      rows.removeLast();
      return State.UNREADABLE;
    }
    rows.set(row, Sample.OTHER_OOM_SCORE_ADJ, digits.value);
    return State.KNOWN;
  }

  private static void addChildren(File directory, ArrayDeque<File> to) {
    String[] names = directory.list();
    if (names == null) {
      return; // removed meanwhile
    }
    for (String name : names) {
      if (to.size() > MOST_GROUPS) {
        return;
      }
      if (name.startsWith("memory.") || name.startsWith("cgroup.")) {
        continue; // skips most of the files without a system call
      }
      File child = new File(directory, name);
      if (child.isDirectory()) {
        to.add(child);
      }
    }
  }

  /**
   * The target of /proc/self. Where the link leads nowhere, as in a copied tree, the PID at the
   * beginning of its stat. 0, which no process has, where there is no number.
   */
  private long number(Path process) {
    String name;
    try {
      name = process.toFile().getCanonicalFile().getName();
    } catch (IOException e) {
      return 0;
    }
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    if (digits.parse(bytes, 0, bytes.length)) {
      return digits.value;
    }
    PolledFile stat = new PolledFile(process.resolve("stat"));
    boolean read = stat.read(text) == State.KNOWN;
    stat.close();
    return read && digits.parse(text.bytes, 0, text.length) ? digits.value : 0;
  }
}
