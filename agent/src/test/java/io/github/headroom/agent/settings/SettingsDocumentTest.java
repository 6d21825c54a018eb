package io.github.headroom.agent.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/settings.md has one row for each setting, written from the table of the code. */
class SettingsDocumentTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "settings.md");
  private static final String BEGIN = "<!-- table: written from Setting.java -->\n";
  private static final String END = "<!-- end of table -->\n";

  @Test
  void theDocumentHoldsTheTableOfTheCode() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END);
    assertTrue(begin >= 0 && end > begin, DOCUMENT + ": the marks of the table are gone");
    String expected =
        document.substring(0, begin + BEGIN.length()) + table() + document.substring(end);

    if (Boolean.getBoolean("headroom.write.docs")) {
      Files.writeString(DOCUMENT, expected);
      return;
    }
    assertEquals(
        expected,
        document,
        "docs/settings.md is not what Setting.java says; write it anew with"
            + " ./mvnw test -pl agent -Dtest=SettingsDocumentTest -Dheadroom.write.docs=true");
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void aDescriptionIsASentenceThatFitsATable(Setting setting) {
    String text = setting.description() + setting.defaultText();

    assertTrue(setting.description().endsWith("."), setting.description());
    assertTrue(text.indexOf('|') < 0 && text.indexOf('\n') < 0, text);
  }

  private static String table() {
    StringBuilder table = new StringBuilder();
    for (Setting.Group group : Setting.Group.values()) {
      String name = group.name();
      table
          .append("\n## ")
          .append(name.charAt(0))
          .append(name.substring(1).toLowerCase(Locale.ROOT));
      table.append("\n\n| setting | environment | default | |\n|---|---|---|---|\n");
      for (Setting setting : Setting.values()) {
        if (setting.group() == group) {
          table.append("| `").append(setting.property());
          table.append("` | `").append(setting.environment());
          table.append("` | ").append(setting.defaultText());
          table.append(" | ").append(setting.description()).append(" |\n");
        }
      }
    }
    return table.append('\n').toString();
  }
}
