package io.github.headroom.agent.run;

import io.github.headroom.agent.sample.DiagnosticCommands;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leaves what a tick runs and what writes protobuf to C1, and all other code of the agent to the
 * interpreter, by compiler directives for its packages (JEP 165, Java 9 and newer). While C2
 * compiles one of the larger methods it takes 4 to 7 MiB of native memory, twice that with two
 * threads, and they run most when least is left; C1 takes 2 MiB at most (JDK 25, {@code
 * -XX:CompileCommand=memstat,io/github/headroom/*.*,print}). A tick is fast enough without. What
 * else an export in ten seconds runs would be compiled method by method for minutes, which takes
 * more than it saves.
 *
 * <p>The JVM reads directives from a file; one is there for as long as the command takes.
 */
public final class CompilerDirective {

  /**
   * As the JVM reads it from a file: the first that matches and names the compiler holds
   * (DirectivesStack::getMatchingDirective, compiler/compilerDirectives.cpp).
   */
  public static final String TEXT =
      "[{match: [\"io/github/headroom/agent/sample*.*\","
          + " \"io/github/headroom/agent/derive*.*\","
          + " \"io/github/headroom/agent/record*.*\","
          + " \"io/github/headroom/agent/run*.*\","
          + " \"io/github/headroom/agent/otel/exporter/internal/marshal*.*\"],"
          + " c1: {Exclude: false}, c2: {Exclude: true}},\n"
          + "{match: \"io/github/headroom/agent*.*\","
          + " c1: {Exclude: true}, c2: {Exclude: true}}]\n";

  private static final String ADDED = "directives added";

  /** No more: a file system that is read-only stays so. */
  static final int MOST_TRIES = 10;

  private final Path directory;
  private int tries;
  private boolean done;

  /** One that writes its file where temporary files go. */
  CompilerDirective() {
    this(Paths.get(System.getProperty("java.io.tmpdir", "/tmp")));
  }

  /**
   * @param directory for the file
   */
  CompilerDirective(Path directory) {
    this.directory = directory;
  }

  /**
   * Adds it, once. Where that is not possible, such as while no file can be written, nothing is
   * missing, and the next calls try again, a few. Java 8 has no directives.
   *
   * @param commands null where there is no way to the JVM's commands, or none yet
   * @throws Exception why it was not added: a read-only file system, a JVM without the command
   */
  void addBy(@Nullable DiagnosticCommands commands) throws Exception {
    if (done || commands == null) {
      return;
    }
    tries++;
    done = tries == MOST_TRIES;
    if (!commands.ofJava8() && !lackC1(ManagementFactory.getRuntimeMXBean().getInputArguments())) {
      add(commands);
    }
    done = true;
  }

  /** Whether a JVM with these arguments has C2 alone: what C2 leaves out is interpreted there. */
  static boolean lackC1(List<String> jvmArguments) {
    return jvmArguments.contains("-XX:-TieredCompilation");
  }

  private void add(DiagnosticCommands commands) throws Exception {
    Path file = directory.toAbsolutePath().resolve("headroom-" + System.nanoTime() + ".directives");
    try {
      write(file);
      String said = commands.run("Compiler.directives_add \"" + file + "\"");
      if (!said.contains(ADDED)) {
        throw new IOException("expected \"" + ADDED + "\", the JVM said: " + said.trim());
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** A new file: the directory is one that others may write to as well. */
  private static void write(Path file) throws IOException {
    Set<OpenOption> options = new HashSet<>();
    options.add(StandardOpenOption.CREATE_NEW);
    options.add(StandardOpenOption.WRITE);
    try (FileChannel channel =
        FileChannel.open(
            file,
            options,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(ByteBuffer.wrap(TEXT.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
