package io.github.headroom.agent.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A page that names a metric, an attribute or a setting of Headroom names one that docs/metrics.md
 * or docs/settings.md has, which are written from the code, or one of an event.
 */
class NamesTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Pattern NAME = Pattern.compile("`(headroom\\.[a-z0-9_.-]*[a-z0-9])[`=]");
  private static final Pattern VARIABLE = Pattern.compile("\\b(HEADROOM_[A-Z0-9_]+)\\b");

  /** A file of a release, and a variable of release.sh. */
  private static final Set<String> OF_RELEASES = Set.of("headroom.buildinfo", "HEADROOM_IMAGE");

  private static final Path CODE = Path.of("src/main/java/io/github/headroom/agent");

  /** Where events and their attributes are named. */
  private static final List<String> OF_EVENTS =
      List.of("publish/Event.java", "run/Events.java", "report/PreviousExit.java");

  private static final Pattern OF_EVENT =
      Pattern.compile("\"((headroom|service|process|container|error)\\.[a-z_.]+)\"");

  private static Set<String> namesOfEvents() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String source : OF_EVENTS) {
      Matcher matcher = OF_EVENT.matcher(Files.readString(CODE.resolve(source)));
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  @Test
  void everyNameOfAnEventIsOnItsPage() throws IOException {
    String page = Files.readString(DOCS.resolve("events.md"));
    Set<String> names = namesOfEvents();
    assertTrue(names.size() > 20, names::toString);
    names.removeIf(name -> page.contains("`" + name + "`"));
    assertEquals(Set.of(), names);
  }

  @Test
  void everyNameIsOneOfTheTables() throws IOException {
    Set<String> known = new HashSet<>(namesOfEvents());
    known.addAll(OF_RELEASES);
    for (String page : List.of("metrics.md", "settings.md")) {
      known.addAll(names(Files.readString(DOCS.resolve(page))));
    }
    Set<String> unknown = new TreeSet<>();
    int found = 0;
    for (Path page : pages()) {
      for (String name : names(Files.readString(page))) {
        found++;
        if (!known.contains(name)) {
          unknown.add(page.getFileName() + ": " + name);
        }
      }
    }

    assertTrue(found > 100, found + " names found");
    assertEquals(Set.of(), unknown);
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    for (Pattern pattern : List.of(NAME, VARIABLE)) {
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> root = Files.list(Path.of(".."));
        Stream<Path> docs = Files.list(DOCS);
        Stream<Path> deploy = Files.walk(Path.of("../deploy"))) {
      return Stream.of(root, docs, deploy)
          .flatMap(paths -> paths)
          .filter(page -> page.toString().endsWith(".md"))
          .toList();
    }
  }
}
