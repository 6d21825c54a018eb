package io.github.headroom.agent.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a document that is written from a table of the code, between two marks. With {@code
 * -Dheadroom.write.docs=true} it is written anew, else it is compared.
 */
public final class GeneratedSection {

  private GeneratedSection() {}

  /**
   * Fails where the section is not this content.
   *
   * @param file below the repository's root
   * @param name in the marks: {@code <!-- NAME: written from ... -->}, {@code <!-- end of NAME -->}
   */
  public static void check(String file, String name, String content) throws IOException {
    Path path = Path.of("..", file);
    String document = Files.readString(path);
    int mark = document.indexOf("<!-- " + name + ": written from ");
    int begin = document.indexOf(" -->\n", mark) + " -->\n".length();
    int end = document.indexOf("<!-- end of " + name + " -->\n");
    assertTrue(mark >= 0 && end >= begin, file + ": the marks of \"" + name + "\" are gone");
    String expected = document.substring(0, begin) + content + document.substring(end);

    if (Boolean.getBoolean("headroom.write.docs")) {
      Files.writeString(path, expected);
      return;
    }
    assertEquals(
        expected,
        document,
        file
            + " differs from the code; write it again with"
            + " ./mvnw test -pl agent -Dtest='*DocumentTest' -Dheadroom.write.docs=true");
  }
}
