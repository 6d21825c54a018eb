package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.sample.DiagnosticCommands;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilerDirectiveTest {

  private final Jvm jvm = new Jvm();

  @TempDir Path temporary;

  @Test
  void theJvmReadsADirectiveThatNobodyElseMayWrite() throws Exception {
    add(temporary, false);
    assertEquals(List.of(CompilerDirective.TEXT + "rw-------"), jvm.read);
  }

  @Test
  void theFileIsGoneAfterwards() throws IOException {
    jvm.answer = "Parsing of compiler directives failed";
    IOException why = assertThrows(IOException.class, () -> add(temporary, false));
    assertArrayEquals(new String[0], temporary.toFile().list());
    assertTrue(why.getMessage().contains("the JVM answered: Parsing"), why::getMessage);
  }

  @Test
  void aDirectoryWithSpacesIsOneArgument() throws Exception {
    add(Files.createDirectory(temporary.resolve("a b")), false);
    assertEquals(1, jvm.read.size());
  }

  @Test
  void whereNoFileCanBeWrittenItIsNotAsked() {
    assertThrows(IOException.class, () -> add(temporary.resolve("missing"), false));
    assertEquals(List.of(), jvm.read);
  }

  @Test
  void itIsAddedOnce() throws Exception {
    CompilerDirective directive = add(temporary, false);
    directive.addBy(commands(false));
    assertEquals(1, jvm.read.size());
  }

  @Test
  void whereItCouldNotBeAddedTheNextCallTriesAgain() throws Exception {
    jvm.answer = "no memory";
    CompilerDirective directive = new CompilerDirective(temporary);
    assertThrows(IOException.class, () -> directive.addBy(commands(false)));
    jvm.answer = "1 compiler directives added.";
    directive.addBy(commands(false));
    directive.addBy(commands(false));
    assertEquals(2, jvm.read.size());
  }

  @Test
  void whereItCouldNotBeAddedForLongNobodyTriesAgain() throws Exception {
    jvm.answer = "no memory";
    CompilerDirective directive = new CompilerDirective(temporary);
    for (int i = 0; i < CompilerDirective.MOST_TRIES; i++) {
      assertThrows(IOException.class, () -> directive.addBy(commands(false)));
    }
    directive.addBy(commands(false));
    assertEquals(CompilerDirective.MOST_TRIES, jvm.read.size());
  }

  @Test
  void withoutAWayToTheCommandsTheNextCallTriesAgain() throws Exception {
    CompilerDirective directive = new CompilerDirective(temporary);
    directive.addBy(null);
    directive.addBy(commands(false));
    assertEquals(1, jvm.read.size());
  }

  @Test
  void itIsNotAskedInJava8() throws Exception {
    add(temporary, true);
    assertEquals(List.of(), jvm.read);
  }

  @Test
  void aJvmWithoutTieredCompilationLacksC1() {
    assertTrue(CompilerDirective.lackC1(List.of("-Xmx1g", "-XX:-TieredCompilation")));
    assertFalse(CompilerDirective.lackC1(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1")));
  }

  private CompilerDirective add(Path directory, boolean java8) throws Exception {
    CompilerDirective directive = new CompilerDirective(directory);
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

  /** Replaces the JVM's commands. */
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
