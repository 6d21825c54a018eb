package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilerDirectiveTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Jvm jvm = new Jvm();

  @TempDir Path temporary;

  @Test
  void theJvmReadsADirectiveThatNobodyElseMayWrite() throws IOException {
    add(temporary, false, List.of());
    assertEquals(List.of(CompilerDirective.TEXT + "rw-------"), jvm.read);
    assertEquals(0, said.size());
  }

  @Test
  void theFileIsGoneAfterwards() throws IOException {
    jvm.answer = "Parsing of compiler directives failed";
    add(temporary, false, List.of());
    assertArrayEquals(new String[0], temporary.toFile().list());
    assertTrue(text().contains("the JVM said: Parsing"), this::text);
  }

  @Test
  void aDirectoryWithSpacesIsOneArgument() throws IOException {
    add(Files.createDirectory(temporary.resolve("a b")), false, List.of());
    assertEquals(1, jvm.read.size());
  }

  @Test
  void whereNoFileCanBeWrittenItIsNotAsked() {
    add(temporary.resolve("missing"), false, List.of());
    assertEquals(List.of(), jvm.read);
    assertTrue(text().contains("C2 compiles"), this::text);
  }

  @Test
  void itIsNotAskedInJava8NorWhereThereIsNoC1() {
    add(temporary, true, List.of());
    add(temporary, false, List.of("-Xmx1g", "-XX:-TieredCompilation"));
    assertEquals(List.of(), jvm.read);
    assertEquals(0, said.size());
  }

  private void add(Path directory, boolean java8, List<String> arguments) {
    DiagnosticCommands commands;
    try {
      commands =
          new DiagnosticCommands(jvm, Jvm.class.getDeclaredMethod("run", String.class), java8);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
    AgentLog log =
        new AgentLog(new PrintStream(said, true, StandardCharsets.UTF_8), AgentLog.Level.DEBUG);
    new CompilerDirective(commands, directory, log).add(arguments);
  }

  private String text() {
    return said.toString(StandardCharsets.UTF_8);
  }

  /** In place of the JVM's commands. */
  static final class Jvm {

    final List<String> read = new ArrayList<>();
    String answer = "1 compiler directives added.";

    String run(String line) throws IOException {
      String start = "Compiler.directives_add \"";
      assertTrue(line.startsWith(start) && line.endsWith("\""), line);
      Path file = Path.of(line.substring(start.length(), line.length() - 1));
      read.add(
          Files.readString(file)
              + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      return answer;
    }
  }
}
