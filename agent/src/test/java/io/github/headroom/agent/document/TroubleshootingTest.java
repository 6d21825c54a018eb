package io.github.headroom.agent.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/troubleshooting.md has the words of every message in the agent's source: the first clause of
 * each text of three words or more, whoever logs or throws it. Commands within a message need none.
 * A new message needs its entry there.
 */
class TroubleshootingTest {

  private static final Path SOURCES = Path.of("src/main/java/io/github/headroom/agent");

  /** Their texts are tables, reports and descriptions, which other pages explain. */
  private static final Set<String> NO_MESSAGES =
      Set.of(
          ("Setting Metric Help PointsAsJson PointsAsTable LedgerTable Show" // tables
                  + " Backtest Advice Chart ChartLine Ending TerminationText Remedy Replay ReportPage ReportText RecordingSummary"
                  + " PageStyle PageTimeline ReadableNames Timeline"
                  + " CompilerDirective ConsolePublisher HttpClient NativeMemory" // sent, not shown
                  + " Figures GrpcClient Readings") // mistakes in the code
              .split(" "));

  /** Rooms whose sentences have a page of their own: docs/backtest.md, docs/cause.md. */
  private static final List<Path> NO_MESSAGES_ROOMS =
      List.of(SOURCES.resolve("backtest"), SOURCES.resolve("cause"));

  private static final Pattern COMMENT =
      Pattern.compile("(?s)/\\*.*?\\*/|(?m)(?<=^|[;{]) *// [^\n]*$");
  private static final Pattern JOIN = Pattern.compile("\"\\s*\\+\\s*\"");
  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
  private static final Pattern WORD = Pattern.compile("(?<=^|[ (])[A-Za-z'-]+(?=$|[ ,;:)])");
  private static final Pattern CLAUSE_END = Pattern.compile("[;:,(]");

  /** Commands, constants of a protocol, and the JDK's word for success. */
  private static final Pattern NO_MESSAGE =
      Pattern.compile("usage: .*|-.*|openssl .*|PRI .*|[^a-z]*|Failed to load agent library");

  private static final int WORDS = 3;

  @Test
  void everyMessageHasAnEntry() throws IOException {
    String page = plain(Files.readString(Path.of("../docs/troubleshooting.md")));
    Set<String> missing = new TreeSet<>();
    int messages = 0;
    for (Path source : sources()) {
      String name = source.getFileName().toString().replace(".java", "");
      if (!NO_MESSAGES.contains(name)) {
        for (String text : texts(Files.readString(source))) {
          String clause = clause(text);
          if (words(clause) >= WORDS && !NO_MESSAGE.matcher(clause).matches()) {
            messages++;
            if (!page.contains(clause)) {
              missing.add(name + ": " + clause);
            }
          }
        }
      }
    }

    assertTrue(messages > 100, messages + " messages found");
    assertEquals(
        "", String.join("\n", missing), "docs/troubleshooting.md has no entry with these words");
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> NO_MESSAGES_ROOMS.stream().noneMatch(file::startsWith))
          .toList();
    }
  }

  /** The texts between quotes; those that are joined by + alone are one. */
  private static List<String> texts(String source) {
    List<String> texts = new ArrayList<>();
    String code = COMMENT.matcher(source).replaceAll("");
    Matcher text = TEXT.matcher(JOIN.matcher(code).replaceAll(""));
    while (text.find()) {
      texts.add(plain(text.group(1).replaceAll("\\\\n", " ").replaceAll("\\\\(.)", "$1")));
    }
    return texts;
  }

  /** Up to the first sign that ends a clause of three words. */
  private static String clause(String text) {
    String own = text.replaceAll("^\\[headroom\\] [A-Z]+ |^headroom: |^/[a-z/]+: ", "");
    String trimmed =
        own.replaceAll("^([^\\p{L}/\"-]|\"(?!\\p{L}))+|( \"|[^\\p{L}\\p{N}\")])+$", "");
    Matcher end = CLAUSE_END.matcher(trimmed);
    while (end.find()) {
      String clause = trimmed.substring(0, end.start()).strip();
      if (words(clause) >= WORDS) {
        return clause;
      }
    }
    return trimmed;
  }

  private static int words(String text) {
    Matcher word = WORD.matcher(text);
    int words = 0;
    while (word.find()) {
      words++;
    }
    return words;
  }

  /** Without marks of Markdown and with single spaces. */
  private static String plain(String text) {
    return text.replaceAll("[`*]", "").replaceAll("\\s+", " ").strip();
  }
}
