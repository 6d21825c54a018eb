package io.github.headroom.it.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The files of a memory cgroup as they were copied, or as they are: name to text. */
public record GroupFiles(Map<String, String> texts) {

  /** Above it a limit of v1 is none: the kernel's word for it is the largest multiple of a page. */
  private static final long UNLIMITED = 1L << 62;

  /** The readable files of a directory. */
  public static GroupFiles read(Path directory) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (var files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return new GroupFiles(texts);
  }

  public boolean has(String file) {
    return texts.containsKey(file);
  }

  /** Fails when the file is not there. */
  public String text(String file) {
    String text = texts.get(file);
    if (text == null) {
      throw new AssertionError(file + ": not among the group's files " + texts.keySet());
    }
    return text;
  }

  public long number(String file) {
    try {
      return Long.parseLong(text(file).strip());
    } catch (NumberFormatException e) {
      throw new AssertionError(file + ": expected a number, found \"" + text(file) + "\"", e);
    }
  }

  /** A limit in bytes; empty when it is unlimited. */
  public OptionalLong limit(String file) {
    if (text(file).strip().equals("max")) {
      return OptionalLong.empty();
    }
    long bytes = number(file);
    return bytes < UNLIMITED ? OptionalLong.of(bytes) : OptionalLong.empty();
  }

  /** The lines "key number" of a file. */
  public Map<String, Long> pairs(String file) {
    Map<String, Long> pairs = new LinkedHashMap<>();
    List<String> lines = text(file).lines().toList();
    for (String line : lines) {
      String[] pair = line.split(" ", 3);
      if (pair.length != 2 || !pair[1].matches("\\d+")) {
        throw new AssertionError(file + ": expected a key and a number, found \"" + line + "\"");
      }
      pairs.put(pair[0], Long.valueOf(pair[1]));
    }
    return pairs;
  }
}
