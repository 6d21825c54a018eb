package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Loses a child process, which grows as {@link UnsafeHog} does. Tells the child's lines as its own;
 * when the child has been killed it prints {@code child: exit 137} on standard error, lives on and
 * holds 0 bytes.
 */
final class ChildHog {
  private ChildHog() {}

  public static void main(String[] commandLine) throws IOException, InterruptedException {
    // Read here too, for the error to be this process's.
    Plan.steady(new Arguments(commandLine, Plan.RATE, Plan.MOST), 1);
    Process child = start(commandLine);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(line);
      }
    }
    System.err.println("child: exit " + child.waitFor());
    LongConsumer afterwards = Lines.toStandardOutput();
    while (true) {
      afterwards.accept(0);
      Clock.SYSTEM.pause(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private static Process start(String[] commandLine) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(Arrays.asList("-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(Arrays.asList("-cp", System.getProperty("java.class.path")));
    command.add(Child.class.getName());
    command.addAll(Arrays.asList(commandLine));
    ProcessBuilder builder = new ProcessBuilder(command);
    // A process that is not watched: an agent given this way is the parent's.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Ends with its parent, however that ends: its standard input is then at its end. */
  static final class Child {
    private Child() {}

    public static void main(String[] commandLine) throws IOException {
      Thread parent = new Thread(Child::endWithParent, "parent");
      parent.setDaemon(true);
      parent.start();
      UnsafeHog.main(commandLine);
    }

    private static void endWithParent() {
      try {
        while (System.in.read() >= 0) {
          // Nothing is written to it.
        }
      } catch (IOException e) {
        System.err.println("standard input: " + e);
      }
      System.exit(0);
    }
  }
}
