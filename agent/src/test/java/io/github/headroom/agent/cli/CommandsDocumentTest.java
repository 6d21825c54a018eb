package io.github.headroom.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/commands.md has every command of {@code help}, with its options. */
class CommandsDocumentTest {

  @Test
  void thePageHasEveryCommandOfTheHelp() throws IOException {
    String page = Files.readString(Path.of("../docs/commands.md")).replace("\\|", "|");
    List<String> missing = new ArrayList<>();
    List<String> commands = commands();
    for (String command : commands) {
      if (!page.contains("`" + command + "`")) {
        missing.add(command);
      }
    }

    assertTrue(commands.size() > 5, commands::toString);
    assertEquals(List.of(), missing);
  }

  /** Returns the lines of the help that begin with java. Two verbs on a line are two commands. */
  private static List<String> commands() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Help.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    List<String> commands = new ArrayList<>();
    for (String line : bytes.toString(StandardCharsets.UTF_8).split("\n", -1)) {
      if (line.startsWith("  java ")) {
        String[] verbs = line.strip().split(" \\| ", -1);
        commands.add(verbs[0]);
        for (int i = 1; i < verbs.length; i++) {
          commands.add(verbs[0].substring(0, verbs[0].lastIndexOf(' ') + 1) + verbs[i]);
        }
      }
    }
    return commands;
  }
}
