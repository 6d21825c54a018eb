package io.github.headroom.agent.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The links between the pages of the repository lead to files and headings that exist. */
class LinksTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DOCS = ROOT.resolve("docs");
  private static final Set<String> NOT_PAGES = Set.of("target", ".git", "node_modules");

  /** A text in brackets, which may hold an image, and the target in parentheses. */
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
  private static final Pattern CODE = Pattern.compile("(`+).*?\\1");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?) *#*");

  @Test
  void everyLinkLeadsToAFileAndAHeading() throws IOException {
    List<String> broken = new ArrayList<>();
    Map<Path, Set<String>> anchors = new HashMap<>();
    int links = 0;
    for (Path page : pages()) {
      for (String link : links(page)) {
        links++;
        int mark = link.indexOf('#');
        String file = mark < 0 ? link : link.substring(0, mark);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (!Files.exists(target)) {
          broken.add(ROOT.relativize(page) + ": " + link + ": there is no such file");
        } else if (mark >= 0) {
          Set<String> known = anchors.get(target);
          if (known == null) {
            known = anchors(target);
            anchors.put(target, known);
          }
          if (!known.contains(link.substring(mark + 1))) {
            broken.add(ROOT.relativize(page) + ": " + link + ": there is no such heading");
          }
        }
      }
    }

    assertTrue(links > 100, links + " links found");
    assertEquals(List.of(), broken);
  }

  @Test
  void everyPageOfTheDocumentationIsInItsIndex() throws IOException {
    Set<String> expected = new TreeSet<>();
    for (Path page : pages()) {
      if (DOCS.equals(page.getParent()) && !page.endsWith("README.md")) {
        expected.add(page.getFileName().toString());
      }
    }
    Set<String> found = new TreeSet<>(links(DOCS.resolve("README.md")));
    found.retainAll(expected);

    assertEquals(expected, found);
  }

  @Test
  void theReadmeIsAPage() throws IOException {
    int lines = Files.readAllLines(ROOT.resolve("README.md")).size();

    assertTrue(lines <= 150, lines + " lines");
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return NOT_PAGES.contains(path.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (path.getFileName().toString().endsWith(".md")) {
              pages.add(path);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return pages;
  }

  private static List<String> links(Path page) throws IOException {
    List<String> links = new ArrayList<>();
    for (String line : prose(page)) {
      Matcher matcher = LINK.matcher(CODE.matcher(line).replaceAll("code"));
      while (matcher.find()) {
        if (!ELSEWHERE.matcher(matcher.group(1)).matches()) {
          links.add(matcher.group(1));
        }
      }
    }
    return links;
  }

  /** The anchors that GitHub gives to the headings of a page. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new HashSet<>();
    for (String line : prose(page)) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String text = heading.group(1).toLowerCase(Locale.ROOT);
        String anchor = text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
        String free = anchor;
        for (int i = 1; !anchors.add(free); i++) {
          free = anchor + "-" + i;
        }
      }
    }
    return anchors;
  }

  /** The lines of a page outside of blocks of code. */
  private static List<String> prose(Path page) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean code = false;
    for (String line : Files.readAllLines(page)) {
      if (line.strip().startsWith("```")) {
        code = !code;
      } else if (!code) {
        lines.add(line);
      }
    }
    return lines;
  }
}
