package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Runs the tests of a class in a {@link Guest}: one boot for all of them, one after another in the
 * order of their names. What each came to there is what it comes to here. Of JUnit the guest knows
 * {@code @Test} alone, and tests without parameters.
 */
public final class InGuest implements BeforeAllCallback, InvocationInterceptor {

  private static final int MEMORY_MIB = 1536;
  private static final int SWAP_MIB = 256;
  private static final Duration BOUND = Duration.ofMinutes(10);
  private static final String PASSED = "passed";
  private static final String SKIPPED = "skipped: ";

  private static final String LARGE_FILE = "headroom.large.file";
  private static final long LARGE_FILE_BYTES = 320L << 20;

  /** What the kernel of a test class is booted with, in place of {@code psi=1}. */
  @Retention(RetentionPolicy.RUNTIME)
  public @interface KernelParameters {
    String value();
  }

  /** The kernel that a test class is run on, in place of bookworm's. */
  @Retention(RetentionPolicy.RUNTIME)
  @Inherited
  public @interface GuestKernel {
    Guest.Kernel value();
  }

  private Guest.@Nullable Run run;
  private @Nullable TestAbortedException noGuest;

  /** In the guest: a file of 320 MiB, none of it in the page cache yet. */
  public static Path largeFile() {
    return Path.of(System.getProperty(LARGE_FILE));
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Class<?> tests = context.getRequiredTestClass();
    // Kept: it is what a failure is understood by.
    Path directory = Path.of("target", "guest", tests.getSimpleName()).toAbsolutePath();
    delete(directory);
    Files.createDirectories(directory);
    KernelParameters parameters = tests.getAnnotation(KernelParameters.class);
    String more = parameters == null ? "psi=1" : parameters.value();
    GuestKernel chosen = tests.getAnnotation(GuestKernel.class);
    Guest.Kernel kernel = chosen == null ? Guest.Kernel.BOOKWORM : chosen.value();
    try {
      run =
          run(
              new Guest(kernel, MEMORY_MIB, SWAP_MIB, BOUND, more),
              directory,
              InGuest.class,
              List.of(tests.getName(), directory.toString()));
    } catch (TestAbortedException e) {
      noGuest = e; // reported for each test
    }
  }

  /**
   * Runs a class of the tests' class path in a guest, with {@link #largeFile}.
   *
   * @param directory empty, shared with the guest under the same name
   */
  public static Guest.Run run(Guest guest, Path directory, Class<?> main, List<String> arguments)
      throws IOException, InterruptedException {
    // Beside the shared directory, whose files the guest does not cache.
    Path large = Path.of(directory + ".large");
    try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
      sparse.setLength(LARGE_FILE_BYTES);
    }
    try {
      return guest.run(directory, script(main, arguments, large));
    } finally {
      Files.delete(large);
      Files.deleteIfExists(directory.resolve("swap"));
      Files.deleteIfExists(directory.resolve("slow"));
    }
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws IOException {
    invocation.skip();
    if (noGuest != null) {
      throw noGuest;
    }
    Path result = run.directory().resolve(method.getExecutable().getName());
    if (!Files.exists(result)) {
      fail("the guest did not get to this test, its exit status is " + run.status() + log());
    }
    String text = Files.readString(result);
    if (text.startsWith(SKIPPED)) {
      abort(text.substring(SKIPPED.length()));
    }
    if (!text.equals(PASSED)) {
      fail(text + log());
    }
  }

  private String log() {
    return "\n--- the guest's log\n" + run.log();
  }

  private static String script(Class<?> main, List<String> arguments, Path large) {
    StringBuilder script = new StringBuilder();
    String cache = System.getenv("XDG_CACHE_HOME");
    if (cache != null) { // the lab's other runtimes lie there
      script.append("export XDG_CACHE_HOME='" + cache + "'\n");
    }
    script.append("exec '" + Jdks.current() + "'");
    // Quick to start under emulation, and small beside the victims.
    script.append(" -Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -ea");
    for (String property : new String[] {"agent.jar", "demo.jar", "victims"}) {
      String value = System.getProperty("headroom." + property);
      if (value != null) {
        script.append(" '-Dheadroom." + property + "=" + value + "'");
      }
    }
    script.append(" '-D" + LARGE_FILE + "=" + large + "'");
    script.append(" -cp '" + System.getProperty("java.class.path") + "' ");
    script.append(main.getName());
    arguments.forEach(argument -> script.append(" '" + argument + "'"));
    return script.append('\n').toString();
  }

  /** In the guest: {@code InGuest CLASS DIRECTORY}; each test leaves a file of its name. */
  public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
    Class<?> tests = Class.forName(arguments[0]);
    List<Method> methods =
        declared(tests)
            .filter(method -> method.isAnnotationPresent(Test.class))
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    for (Method method : methods) {
      long start = System.nanoTime();
      String result = result(tests, method);
      Files.writeString(Path.of(arguments[1], method.getName()), result);
      long millis = (System.nanoTime() - start) / 1_000_000;
      System.out.println(
          method.getName() + ": " + millis + " ms, " + result.lines().findFirst().get());
    }
  }

  private static Stream<Method> declared(Class<?> tests) {
    Stream<Method> own = Arrays.stream(tests.getDeclaredMethods());
    return tests == Object.class ? own : Stream.concat(own, declared(tests.getSuperclass()));
  }

  private static String result(Class<?> tests, Method method) throws ReflectiveOperationException {
    var constructor = tests.getDeclaredConstructor();
    constructor.setAccessible(true);
    method.setAccessible(true);
    try {
      method.invoke(constructor.newInstance());
      return PASSED;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof TestAbortedException aborted) {
        return SKIPPED + aborted.getMessage();
      }
      StringWriter trace = new StringWriter();
      e.getCause().printStackTrace(new PrintWriter(trace));
      return trace.toString();
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
