package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is read of this JVM beside its cgroup and its process. Sources are made when they can be:
 * the heap may be full when the agent starts, or no descriptor to be had for the JDK's libraries.
 * What fails then is tried again by each full pass; what this JVM lacks is said once.
 */
final class JvmSources {

  /** Of aarch64; x86-64 has half of it. */
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
   * Adds those that could not be made before, and can be now; whether all are there.
   *
   * @throws Throwable what kept the next one from being made
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

  /** Whether the beans are there, and with them all that is known of the JVM's commands. */
  boolean hasBeans() {
    return beansAreThere;
  }

  /** The way to the JVM's commands; null where there is none, or none yet. */
  @Nullable DiagnosticCommands commands() {
    return commands;
  }

  private void addBeans(List<Source> sources) throws Throwable {
    try {
      // Not initialised: that loads a native library, and fails for other reasons, too.
      Class.forName("java.lang.management.ManagementFactory", false, null);
    } catch (ClassNotFoundException e) {
      log.warn(
          "the module java.management is missing from this runtime image ("
              + e
              + "); memory pools, buffers, threads and classes are not published, all else is");
      return;
    }
    List<String> given = ManagementFactory.getRuntimeMXBean().getInputArguments();
    boolean nmt = NativeMemory.trackingIsOn(given);
    JvmBeans beans = new JvmBeans();
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
   * The way to the diagnostic commands; where there is none, what is not published is said.
   *
   * @throws Throwable where there may be one later
   */
  private @Nullable DiagnosticCommands open(boolean nmt) throws Throwable {
    String why;
    try {
      return DiagnosticCommands.open(instrumentation);
    } catch (InvocationTargetException e) { // of the JDK's own code: no memory, no library
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
