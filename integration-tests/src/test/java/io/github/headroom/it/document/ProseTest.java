package io.github.headroom.it.document;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.it.parts.Lab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The pages of the repository: their Markdown and their spelling. The rules are in
 * .markdownlint-cli2.jsonc and .cspell.json, words that no dictionary has in .cspell-words.txt.
 */
class ProseTest {

  @Test
  void thePagesAreMarkdownWithoutSurprises() throws Exception {
    assertAccepted("markdownlint-cli2");
  }

  @Test
  void thePagesAreSpelledRight() throws Exception {
    assertAccepted("cspell", "lint", "--no-progress", "--no-summary", "--dot", "**/*.md");
  }

  private static void assertAccepted(String program, String... arguments)
      throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = Lab.file("prose", "node_modules/.bin/" + program).toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("..").toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertEquals(0, process.waitFor(), output);
  }
}
