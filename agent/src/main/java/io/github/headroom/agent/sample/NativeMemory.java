package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Native memory by category, from the JVM's Native Memory Tracking (JEP 380 area; jcmd
 * VM.native_memory summary), when it was switched on with -XX:NativeMemoryTracking.
 *
 * <p>The command is run straight on the JDK's DiagnosticCommandImpl, not through the MBean of that
 * name: that needs the platform MBean server, which initialises java.util.logging, and it is nearly
 * empty in images without the module jdk.jfr. Costs about 80 us and 6 KB of garbage a pass.
 */
final class NativeMemory implements Source {

  private static final String KB = "KB";
  private static final long BYTES_PER_KB = 1024;
  private static final String FLAG = "-XX:NativeMemoryTracking=";

  private final Object command;
  private final Method execute;
  private final boolean inBytes;
  private final AgentLog log;

  private NativeMemory(Object command, Method execute, boolean inBytes, AgentLog log) {
    this.command = command;
    this.execute = execute;
    this.inBytes = inBytes;
    this.log = log;
  }

  /** The source, or null while NMT is off or this JVM does not let it be read; said once. */
  static @Nullable Source open(Instrumentation instrumentation, AgentLog log) {
    if (!trackingIsOn(ManagementFactory.getRuntimeMXBean().getInputArguments())) {
      return null;
    }
    try {
      Object command;
      boolean java8 = System.getProperty("java.specification.version", "").startsWith("1.");
      if (java8) {
        command = invokeStatic("sun.management.ManagementFactoryHelper");
      } else {
        openPackage(
            instrumentation,
            Class.forName("com.sun.management.internal.PlatformMBeanProviderImpl"));
        command = invokeStatic("com.sun.management.internal.DiagnosticCommandImpl");
      }
      Method execute =
          command.getClass().getDeclaredMethod("executeDiagnosticCommand", String.class);
      execute.setAccessible(true);
      return new NativeMemory(command, execute, !java8, log);
    } catch (ClassNotFoundException e) {
      log.warn(
          "Native Memory Tracking is on but the module jdk.management is missing from this runtime"
              + " image; its categories are not published");
      return null;
    } catch (Throwable e) { // reflection, a JVM that is not HotSpot
      log.warn(
          "Native Memory Tracking is on but cannot be read ("
              + e
              + "); its categories are not published");
      return null;
    }
  }

  @Override
  public void read(Sample into) {
    into.nativeMemory().clear();
    try {
      // Java 8 answers "Incorrect scale value: B".
      String scale = inBytes ? "B" : "KB";
      Object text = execute.invoke(command, "VM.native_memory summary scale=" + scale);
      if (text instanceof String) {
        parse((String) text, into.nativeMemory());
      }
    } catch (ReflectiveOperationException e) {
      log.warnOnce("nmt", "VM.native_memory failed (" + e + "); its categories are not published");
    }
  }

  static boolean trackingIsOn(List<String> jvmArguments) {
    boolean on = false;
    for (int i = 0; i < jvmArguments.size(); i++) {
      String argument = jvmArguments.get(i);
      if (argument.startsWith(FLAG)) {
        on = !argument.equals(FLAG + "off"); // the last one wins
      }
    }
    return on;
  }

  /**
   * Takes lines such as {@code - Java Heap (reserved=268435456, committed=16777216)}, with KB after
   * the numbers in Java 8; the details below them differ between JDK releases and are passed over.
   */
  static void parse(String text, Rows rows) {
    int at = 0;
    while (at < text.length() && !rows.full()) {
      int end = text.indexOf('\n', at);
      if (end < 0) {
        end = text.length();
      }
      if (text.charAt(at) == '-') {
        parseCategory(text.substring(at, end), rows);
      }
      at = end + 1;
    }
  }

  private static void parseCategory(String line, Rows rows) {
    int open = line.indexOf(" (reserved=");
    int committed = line.indexOf(", committed=", Math.max(open, 0));
    if (open < 0 || committed < 0) {
      return;
    }
    int start = committed + ", committed=".length();
    int end = start;
    while (end < line.length() && Character.isDigit(line.charAt(end))) {
      end++;
    }
    if (line.startsWith(KB, end)) {
      end += KB.length();
    }
    try {
      long reservedBytes = bytes(line.substring(open + " (reserved=".length(), committed));
      long committedBytes = bytes(line.substring(start, end));
      int row = rows.add(line.substring(1, open).trim());
      rows.set(row, Sample.NATIVE_RESERVED, reservedBytes);
      rows.set(row, Sample.NATIVE_COMMITTED, committedBytes);
    } catch (NumberFormatException e) {
      return; // a line of another shape: its category is left out
    }
  }

  private static long bytes(String text) {
    return text.endsWith(KB)
        ? Long.parseLong(text.substring(0, text.length() - KB.length())) * BYTES_PER_KB
        : Long.parseLong(text);
  }

  private static Object invokeStatic(String className) throws ReflectiveOperationException {
    Method get = Class.forName(className).getDeclaredMethod("getDiagnosticCommandMBean");
    get.setAccessible(true);
    Object command = get.invoke(null);
    if (command == null) {
      throw new ReflectiveOperationException("this JVM has no diagnostic commands");
    }
    return command;
  }

  /**
   * Opens com.sun.management.internal to the agent's module, as --add-opens would. By reflection:
   * modules are not in Java 8's API. The provider class is initialised by the caller's
   * Class.forName, which loads the native library that the command needs.
   */
  private static void openPackage(Instrumentation instrumentation, Class<?> inPackage)
      throws ReflectiveOperationException {
    Class<?> moduleClass = Class.forName("java.lang.Module");
    Method getModule = Class.class.getMethod("getModule");
    Object target = getModule.invoke(inPackage);
    Object own = getModule.invoke(NativeMemory.class);
    Method redefine =
        Instrumentation.class.getMethod(
            "redefineModule", moduleClass, Set.class, Map.class, Map.class, Set.class, Map.class);
    redefine.invoke(
        instrumentation,
        target,
        Collections.emptySet(),
        Collections.emptyMap(),
        Collections.singletonMap("com.sun.management.internal", Collections.singleton(own)),
        Collections.emptySet(),
        Collections.emptyMap());
  }
}
