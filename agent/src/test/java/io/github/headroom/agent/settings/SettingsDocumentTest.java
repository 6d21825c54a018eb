package io.github.headroom.agent.settings;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.document.GeneratedSection;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * docs/settings.md has one row per setting of the table in the code, and docs/configure.md has the
 * most common ones.
 */
class SettingsDocumentTest {

  @Test
  void theDocumentHoldsTheTableOfTheCode() throws IOException {
    GeneratedSection.check(
        "docs/settings.md", "settings", table("## ", true, Setting.Group.values()));
  }

  @Test
  void thePageOnConfigurationHoldsThoseThatAreNeededMost() throws IOException {
    GeneratedSection.check(
        "docs/configure.md",
        "settings",
        table("### ", false, Setting.Group.ESSENTIAL, Setting.Group.FREQUENT));
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void aDescriptionIsASentenceThatFitsATable(Setting setting) {
    String text = setting.description() + setting.defaultText();

    assertTrue(setting.description().endsWith("."), setting.description());
    assertTrue(text.indexOf('|') < 0 && text.indexOf('\n') < 0, text);
  }

  private static String table(String heading, boolean withEnvironment, Setting.Group... groups) {
    StringBuilder table = new StringBuilder();
    for (Setting.Group group : groups) {
      String name = group.name();
      table
          .append('\n')
          .append(heading)
          .append(name.charAt(0))
          .append(name.substring(1).toLowerCase(Locale.ROOT));
      table
          .append("\n\n| setting |")
          .append(withEnvironment ? " environment |" : "")
          .append(" default | |\n|---|---|---|")
          .append(withEnvironment ? "---|\n" : "\n");
      for (Setting setting : Setting.values()) {
        if (setting.group() == group) {
          table.append("| `").append(setting.property()).append("` |");
          if (withEnvironment) {
            table.append(" `").append(setting.environment()).append("` |");
          }
          table.append(' ').append(setting.defaultText());
          table.append(" | ").append(setting.description()).append(" |\n");
        }
      }
    }
    return table.append('\n').toString();
  }
}
