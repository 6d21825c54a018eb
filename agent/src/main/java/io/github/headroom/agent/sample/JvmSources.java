package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates the sources of this JVM beside its cgroup and its process. A source is created as soon as
 * that is possible: at the agent's start the heap may be full, or no descriptor may be free for the
 * JDK's libraries. Each full pass tries failed sources again. What this JVM lacks is logged once.
 */
final class JvmSources {

  /** The default of aarch64; that of x86-64 is half of it. */
  private static final long DEFAULT_STACK_BYTES = 2L << 20;

  private final Path process;
  private final @Nullable Instrumentation instrumentation;
  private final PageSize pageSize;
  private final FileText text;
  private final AgentLog log;
  private boolean beansAreThere;
  private boolean areasAreThere;
  private long stackBytes = DEFAULT_STACK_BYTES;
  private @Nullable DiagnosticCommands commands;

  JvmSources(
      Path process,
      @Nullable Instrumentation instrumentation,
      PageSize pageSize,
      FileText text,
      AgentLog log) {
    this.process = process;
    this.instrumentation = instrumentation;
    this.pageSize = pageSize;
    this.text = text;
    this.log = log;
  }

  /**
   * Adds the sources that could not be created before.
   *
   * @return whether all sources exist
   * @throws Throwable the reason why the next one could not be created
   */
  boolean addTo(List<Source> sources) throws Throwable {
    if (!beansAreThere) {
      if (Descriptors.areShort()) {
        return false;
      }
      addBeans(sources);
      beansAreThere = true;
    }
    if (!areasAreThere && pageSize.bytes() > 0) {
      sources.add(new ResidentAreas(process, pageSize.bytes(), stackBytes, commands, text, log));
      areasAreThere = true;
    }
    return areasAreThere;
  }

  /** Whether the beans exist. {@link #commands} is then final. */
  boolean hasBeans() {
    return beansAreThere;
  }

  /** The JVM's commands; null where there are none, or none yet. */
  @Nullable DiagnosticCommands commands() {
    return commands;
  }

  private void addBeans(List<Source> sources) throws Throwable {
    try {
      // Without initialisation, which loads a native library and may fail for other reasons.
      Class.forName("java.lang.management.ManagementFactory", false, null);
    } catch (ClassNotFoundException e) {
      log.warn(
          "the module java.management is missing from this runtime image ("
              + e
              + "); memory pools, buffers, threads and classes are not published, all else is");
      return;
    }
    PlatformBeans.find(instrumentation, log);
    PlatformBeans platform = PlatformBeans.ofThisJvm();
    List<String> given = platform.runtime().getInputArguments();
    boolean nmt = NativeMemory.trackingIsOn(given);
    JvmBeans beans = new JvmBeans(platform);
    JvmFlags flags = new JvmFlags(given);
    DiagnosticCommands found = open(nmt);
    commands = found;
    stackBytes = Math.max(flags.stackBytes(), DEFAULT_STACK_BYTES);
    sources.add(beans);
    sources.add(flags);
    if (found != null && nmt) {
      sources.add(new NativeMemory(found, log));
    }
  }

  /**
   * Opens the diagnostic commands. Where there are none, logs which figures are not published.
   *
   * @throws Throwable the commands may be available later
   */
  private @Nullable DiagnosticCommands open(boolean nmt) throws Throwable {
    String why;
    try {
      return DiagnosticCommands.open(instrumentation);
    } catch (InvocationTargetException e) { // thrown by the JDK's code: no memory, no library
      throw e.getCause() == null ? e : e.getCause();
    } catch (ClassNotFoundException e) {
      why = "the module jdk.management is missing from this runtime image";
    } catch (ReflectiveOperationException | RuntimeException e) { // a JVM that is not HotSpot
      why = "the JVM's diagnostic commands cannot be reached (" + Printable.thrown(e) + ")";
    }
    if (nmt) {
      log.warn("Native Memory Tracking is on but " + why + "; its categories are not published");
    } else {
      log.debug(why + "; the heap has no area of its own");
    }
    return null;
  }
}
