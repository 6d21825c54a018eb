package io.github.headroom.agent.run;

import io.github.headroom.agent.sample.DiagnosticCommands;
import io.github.headroom.agent.sample.PlatformBeans;
import java.io.IOException;
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
 * Restricts the compilation of the agent's code with compiler directives (JEP 165, Java 9 and
 * newer). C1 alone compiles what a tick runs and what writes protobuf. The interpreter runs the
 * rest.
 *
 * <p>While C2 compiles a larger method, it takes 4 to 7 MiB of native memory, twice that with two
 * compiler threads, and it compiles most when the least memory is left. C1 takes at most 2 MiB (JDK
 * 25, {@code -XX:CompileCommand=memstat,io/github/headroom/*.*,print}). A tick is fast enough
 * without C2. The remaining code of an export runs once in ten seconds: compiling it method by
 * method for minutes would cost more than it saves.
 *
 * <p>The JVM reads directives from a file, which exists only while the command runs.
 */
public final class CompilerDirective {

  /**
   * The directives in the JVM's file format. The first one that matches and names the compiler
   * applies (DirectivesStack::getMatchingDirective, compiler/compilerDirectives.cpp).
   */
  public static final String TEXT =
      "[{match: [\"io/github/headroom/agent/sample*.*\","
          + " \"io/github/headroom/agent/derive*.*\","
          + " \"io/github/headroom/agent/record*.*\","
          + " \"io/github/headroom/agent/run*.*\","
          + " \"io/github/headroom/agent/transport/ProtobufWriter.*\"],"
          + " c1: {Exclude: false}, c2: {Exclude: true}},\n"
          + "{match: \"io/github/headroom/agent*.*\","
          + " c1: {Exclude: true}, c2: {Exclude: true}}]\n";

  private static final String ADDED = "directives added";

  /** The most attempts. A read-only file system stays read-only. */
  static final int MOST_TRIES = 10;

  private final Path directory;
  private int tries;
  private boolean done;

  /** Writes its file to the directory for temporary files. */
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
   * Adds the directives once. If that fails, for example because the file cannot be written, a few
   * later calls try again. Java 8 has no directives.
   *
   * @param commands null while the JVM's commands cannot be used
   * @throws Exception the reason why they were not added, such as a read-only file system or a JVM
   *     without the command
   */
  void addBy(@Nullable DiagnosticCommands commands) throws Exception {
    if (done || commands == null) {
      return;
    }
    tries++;
    done = tries == MOST_TRIES;
    if (!commands.ofJava8() && !lackC1(PlatformBeans.ofThisJvm().runtime().getInputArguments())) {
      add(commands);
    }
    done = true;
  }

  /**
   * Returns whether a JVM with these arguments has only C2. It would interpret what C2 leaves out.
   */
  static boolean lackC1(List<String> jvmArguments) {
    return jvmArguments.contains("-XX:-TieredCompilation");
  }

  private void add(DiagnosticCommands commands) throws Exception {
    Path file = directory.toAbsolutePath().resolve("headroom-" + System.nanoTime() + ".directives");
    try {
      write(file);
      String answer = commands.run("Compiler.directives_add \"" + file + "\"");
      if (!answer.contains(ADDED)) {
        throw new IOException("expected \"" + ADDED + "\", the JVM answered: " + answer.trim());
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Creates a new file. Other users may write to the directory, too. */
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
