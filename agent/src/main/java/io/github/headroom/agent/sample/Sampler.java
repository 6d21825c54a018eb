package io.github.headroom.agent.sample;

import io.github.headroom.agent.locate.CgroupLocator;
import io.github.headroom.agent.locate.CopiedTree;
import io.github.headroom.agent.locate.Location;
import io.github.headroom.agent.log.AgentLog;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Fills samples of one process. A fast pass reads the cgroup's own files, statm and the heap, and
 * allocates nothing. A full pass also reads status, meminfo, ancestors, other processes of the
 * cgroup, beans and NMT, and checks whether the process has moved to another cgroup.
 *
 * <p>For one thread. No pass throws: what cannot be read is unreadable in the sample, and logged
 * once.
 */
public final class Sampler {

  private final AgentLog log;
  private final LongSupplier epochMillis;
  private final FileText text;
  private final Digits usage = new Digits();
  private final LocatedCgroup cgroup;
  private final Source[] fast;
  private final List<Source> full;

  /** Sources of this JVM that could not be created yet. */
  private @Nullable JvmSources missing;

  private @Nullable DiagnosticCommands commands;

  /** Set by the look-up, which has its own thread. */
  private volatile @Nullable NettyBuffers netty;

  /**
   * Set by a fast pass that has already searched for a vanished group; the next full pass resets
   * it.
   */
  private boolean searched;

  private Sampler(
      LocatedCgroup cgroup,
      Source[] fast,
      List<Source> full,
      @Nullable JvmSources missing,
      FileText text,
      LongSupplier epochMillis,
      AgentLog log) {
    this.cgroup = cgroup;
    this.text = text;
    this.log = log;
    this.epochMillis = epochMillis;
    this.fast = fast;
    this.full = full;
    this.missing = missing;
  }

  /** A sampler of this JVM. Root is / except in tests. */
  public static Sampler ofThisJvm(
      Path root,
      @Nullable Instrumentation instrumentation,
      LongSupplier epochMillis,
      AgentLog log) {
    FileText text = new FileText();
    Path process = root.resolve("proc/self");
    PageSize pageSize = new PageSize(process, text);
    Source[] fast = {ProcessFiles.statm(process, pageSize, text, log), new HeapSource()};
    JvmSources jvm = new JvmSources(process, instrumentation, pageSize, text, log);
    return new Sampler(
        new LocatedCgroup(root, new CgroupLocator(root), "self", text, log),
        fast,
        ofProcess(root, process, text, log),
        jvm,
        text,
        epochMillis,
        log);
  }

  /**
   * A sampler of any process, from outside, without figures of its JVM.
   *
   * @param root {@code /}, or a tree copied from another machine: no file outside it is read
   * @param pid {@code self} or a PID in the root's proc
   */
  public static Sampler ofProcess(Path root, String pid, LongSupplier epochMillis, AgentLog log) {
    CopiedTree copy = CopiedTree.below(root);
    FileText text = new FileText(copy);
    List<Source> full = ofProcess(root, root.resolve("proc").resolve(pid), text, log);
    LocatedCgroup cgroup = new LocatedCgroup(root, new CgroupLocator(root, copy), pid, text, log);
    return new Sampler(cgroup, new Source[0], full, null, text, epochMillis, log);
  }

  private static List<Source> ofProcess(Path root, Path process, FileText text, AgentLog log) {
    List<Source> sources = new ArrayList<>();
    sources.add(ProcessFiles.status(process, text, log));
    sources.add(ProcessFiles.oomScoreAdj(process, text, log));
    sources.add(ProcessFiles.meminfo(root, text, log));
    return sources;
  }

  /** Reads the sources that change fast. */
  public void fastPass(Sample into) {
    long start = System.nanoTime();
    text.retrying = false;
    into.begin(epochMillis.getAsLong());
    readCgroup(into);
    if (cgroup.isLost() && !searched) {
      searched = true;
      text.retrying = true;
      cgroup.look();
      into.clearCgroup(); // the remaining figures of full passes belong to the old group
      readCgroup(into);
    }
    for (Source source : fast) {
      read(source, into);
    }
    into.end(System.nanoTime() - start);
  }

  /**
   * Whether the fast figures are unchanged: the group's usage and the used heap. Reads one file and
   * allocates nothing.
   *
   * @param than the last pass
   * @param bytes the change of usage that counts as none, up or down
   */
  public boolean isStill(Sample than, long bytes) {
    CgroupFiles files = cgroup.files();
    text.retrying = false;
    return files != null
        && than.known(Field.USAGE)
        && files.readUsage(usage) == State.KNOWN
        && Math.abs(usage.value - than.value(Field.USAGE)) <= bytes
        && HeapSource.isStill(than);
  }

  /** Sets the sample's time to now, because the sample is {@link #isStill unchanged}. */
  public void stamp(Sample sample) {
    sample.begin(epochMillis.getAsLong());
  }

  /**
   * Reads everything, after a check of the cgroup's location. Where usage fell during the pass, the
   * pass is repeated, once.
   *
   * <p>In a group at its limit a pass may wait for reclaim, and the OOM killer may end another
   * process in the middle of it. The cgroup's figures, read first, then count that process, and the
   * table of the other processes does not: its memory would appear as memory of this JVM.
   */
  public void fullPass(Sample into) {
    readAll(into);
    if (usageFell(into)) {
      readAll(into);
    }
  }

  private void readAll(Sample into) {
    long start = System.nanoTime();
    searched = false;
    text.retrying = true;
    cgroup.look();
    into.begin(epochMillis.getAsLong());
    readCgroup(into);
    for (Source source : cgroup.around()) {
      read(source, into);
    }
    for (Source source : fast) {
      read(source, into);
    }
    addMissing();
    for (int i = 0; i < full.size(); i++) {
      read(full.get(i), into);
    }
    NettyBuffers buffers = netty;
    if (buffers != null) {
      read(buffers, into);
    }
    into.end(System.nanoTime() - start);
  }

  /** Whether usage is now lower than in the pass by more than a 16th of it. */
  private boolean usageFell(Sample pass) {
    CgroupFiles files = cgroup.files();
    return files != null
        && pass.known(Field.USAGE)
        && files.readUsage(usage) == State.KNOWN
        && pass.value(Field.USAGE) - usage.value > pass.value(Field.USAGE) / 16;
  }

  /** Adds the counts of a relief action to full passes. */
  public void add(ReliefCounts counts) {
    addToFullPasses(counts);
  }

  void addToFullPasses(Source source) {
    full.add(source);
  }

  /** The cgroup's location, or the reason why there is none; null before the first pass. */
  public @Nullable Location location() {
    return cgroup.location();
  }

  /** The JVM's commands; null where there are none, or where no full pass has found them yet. */
  public @Nullable DiagnosticCommands commands() {
    return commands;
  }

  /** Whether {@link #commands} is final. Before that, commands may still be found. */
  public boolean hasSoughtCommands() {
    JvmSources ofTheJvm = missing;
    return ofTheJvm == null || ofTheJvm.hasBeans();
  }

  /** Adds these copies of Netty to each full pass from now on. For any thread. */
  public void read(NettyBuffers found) {
    netty = found;
  }

  /** Closes every open file. */
  public void close() {
    cgroup.close();
    for (Source source : fast) {
      source.close();
    }
    for (Source source : full) {
      source.close();
    }
  }

  private void readCgroup(Sample into) {
    if (cgroup.location() == null) {
      cgroup.look();
    }
    CgroupFiles files = cgroup.files();
    if (files == null) {
      into.clearCgroup();
    } else {
      read(files, into);
    }
  }

  private void read(Source source, Sample into) {
    try {
      source.read(into);
    } catch (Throwable e) { // mostly OutOfMemoryError of the beans: the next pass may succeed
      logUnreadable(source, e);
    }
  }

  private void addMissing() {
    JvmSources ofTheJvm = missing;
    if (ofTheJvm == null) {
      return;
    }
    try {
      boolean whole = ofTheJvm.addTo(full);
      commands = ofTheJvm.commands();
      if (whole) {
        missing = null;
      }
    } catch (Throwable e) { // no memory, or a class that the application has broken
      log.failure("jvm", "the JVM's own figures cannot be read yet; each full pass tries", e);
    }
  }

  private void logUnreadable(Source source, Throwable thrown) {
    try {
      log.failure(
          source.getClass().getName(),
          source.getClass().getSimpleName() + " could not be read, it is tried again each pass",
          thrown);
    } catch (Throwable again) { // no memory for the name either
      // The other sources may still be readable.
    }
  }
}
