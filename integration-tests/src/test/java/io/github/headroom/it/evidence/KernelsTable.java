package io.github.headroom.it.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes the table of docs/kernels.md from captured groups: {@code KernelsTable DOCUMENT}. */
final class KernelsTable {

  private static final String BEGIN =
      "<!-- kernels: written by KernelsTable from the captures -->\n";
  private static final String END = "<!-- end of kernels -->\n";
  private static final String OLDER = "6.1-v2-ancestor-killed";
  private static final String NEWER = "6.12-v2-ancestor-killed";

  private KernelsTable() {}

  public static void main(String[] arguments) throws IOException {
    Path document = Path.of(arguments[0]);
    Files.writeString(document, in(Files.readString(document)));
  }

  /** The document with its table as the captures have it. */
  static String in(String document) throws IOException {
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new AssertionError("the document has no place between " + BEGIN + "and " + END);
    }
    return document.substring(0, begin + BEGIN.length()) + table() + document.substring(end);
  }

  private static String table() throws IOException {
    GroupFiles older = GroupFiles.read(Captured.original(OLDER).resolve("files/own"));
    GroupFiles newer = GroupFiles.read(Captured.original(NEWER).resolve("files/own"));
    Map<String, String> rows = new TreeMap<>();
    add(rows, "file", older.texts().keySet(), newer.texts().keySet());
    for (String file : new String[] {"memory.stat", "memory.events"}) {
      add(rows, file, older.pairs(file).keySet(), newer.pairs(file).keySet());
    }
    StringBuilder text = new StringBuilder("\n| in | on both | on 6.12 alone | on 6.1 alone |\n");
    text.append("|---|---|---|---|\n");
    rows.forEach(
        (in, row) -> text.append("| ").append(in).append(" | ").append(row).append(" |\n"));
    return text.append('\n').toString();
  }

  private static void add(
      Map<String, String> rows, String in, Iterable<String> older, Iterable<String> newer) {
    Set<String> both = new TreeSet<>();
    older.forEach(both::add);
    Set<String> onlyNewer = new TreeSet<>();
    newer.forEach(onlyNewer::add);
    Set<String> onlyOlder = new TreeSet<>(both);
    onlyOlder.removeAll(onlyNewer);
    both.retainAll(onlyNewer);
    onlyNewer.removeAll(both);
    rows.put(in, names(both) + " | " + names(onlyNewer) + " | " + names(onlyOlder));
  }

  private static String names(Set<String> names) {
    return names.isEmpty() ? "-" : String.join(" ", names);
  }
}
