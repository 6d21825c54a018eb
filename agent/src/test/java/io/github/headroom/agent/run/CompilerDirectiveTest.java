package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.DiagnosticCommands;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
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
    add(temporary, false);
    assertEquals(List.of(CompilerDirective.TEXT + "rw-------"), jvm.read);
    assertEquals(0, said.size());
  }

  @Test
  void theFileIsGoneAfterwards() throws IOException {
    jvm.answer = "Parsing of compiler directives failed";
    add(temporary, false);
    assertArrayEquals(new String[0], temporary.toFile().list());
    assertTrue(text().contains("the JVM said: Parsing"), this::text);
  }

  @Test
  void aDirectoryWithSpacesIsOneArgument() throws IOException {
    add(Files.createDirectory(temporary.resolve("a b")), false);
    assertEquals(1, jvm.read.size());
  }

  @Test
  void whereNoFileCanBeWrittenItIsNotAsked() {
    add(temporary.resolve("missing"), false);
    assertEquals(List.of(), jvm.read);
    assertTrue(text().contains("C2 compiles"), this::text);
  }

  @Test
  void itIsAddedOnce() {
    CompilerDirective directive = add(temporary, false);
    directive.addBy(commands(false));
    assertEquals(1, jvm.read.size());
  }

  @Test
  void whereItCouldNotBeAddedTheNextCallTriesAgain() {
    jvm.answer = "no memory";
    CompilerDirective directive = add(temporary, false);
    jvm.answer = "1 compiler directives added.";
    directive.addBy(commands(false));
    directive.addBy(commands(false));
    assertEquals(2, jvm.read.size());
  }

  @Test
  void withoutAWayToTheCommandsTheNextCallTriesAgain() {
    CompilerDirective directive = new CompilerDirective(temporary, log());
    directive.addBy(null);
    directive.addBy(commands(false));
    assertEquals(1, jvm.read.size());
    assertEquals(0, said.size());
  }

  @Test
  void itIsNotAskedInJava8() {
    add(temporary, true);
    assertEquals(List.of(), jvm.read);
    assertEquals(0, said.size());
  }

  @Test
  void aJvmWithoutTieredCompilationLacksC1() {
    assertTrue(CompilerDirective.lackC1(List.of("-Xmx1g", "-XX:-TieredCompilation")));
    assertFalse(CompilerDirective.lackC1(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1")));
  }

  private CompilerDirective add(Path directory, boolean java8) {
    CompilerDirective directive = new CompilerDirective(directory, log());
    directive.addBy(commands(java8));
    return directive;
  }

  private DiagnosticCommands commands(boolean java8) {
    try {
      Method run = Jvm.class.getDeclaredMethod("run", String.class);
      run.setAccessible(true); // of another package
      return new DiagnosticCommands(jvm, run, java8);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private AgentLog log() {
    return new AgentLog(new PrintStream(said, true, StandardCharsets.UTF_8), AgentLog.Level.DEBUG);
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
