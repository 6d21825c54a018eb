package io.github.headroom.agent.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.fuzz.FuzzFile;
import io.github.headroom.agent.log.CapturedLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;

/** The container's termination message: what is not the agent's own text is left as it is. */
public final class TerminationMessageFuzz {

  private static final FuzzFile FILE = new FuzzFile("termination-log");
  private static final String TEXT = TerminationMessage.MARK + "a text\n";

  private TerminationMessageFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    FILE.hold(input);
    TerminationMessage message = new TerminationMessage(FILE.path(), new CapturedLog().log());
    try {
      message.open();
    } catch (IOException e) {
      assertTrue(input.length > 0, "an empty file is taken");
      assertArrayEquals(input, Files.readAllBytes(FILE.path()));
      return;
    }
    byte[] mark = TerminationMessage.MARK.getBytes(StandardCharsets.UTF_8);
    assertTrue(
        input.length == 0 || Arrays.equals(mark, Arrays.copyOf(input, mark.length)),
        "another's text was taken for the agent's");
    message.write(TEXT);
    assertEquals(TEXT, Files.readString(FILE.path()));
    message.empty();
    assertEquals(0, Files.size(FILE.path()));
  }
}
