package io.github.headroom.demo.receiver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The phase of the demo service, read from its output: lines {@code phase <epoch millis> <name>
 * <text>}. Everything else in the output is passed over.
 */
public final class Phases {
  private static final int MAX_PHASES = 20;
  private static final long MAX_BYTES = 1 << 20;

  private final @Nullable Path output;

  /**
   * Reads nothing yet.
   *
   * @param output the file the service's standard output goes to; null if there is none
   */
  public Phases(@Nullable Path output) {
    this.output = output;
  }

  /**
   * One thing the service does.
   *
   * @param atMillis the service's clock at the start of the phase
   * @param name one word
   * @param text a short sentence
   */
  public record Phase(long atMillis, String name, String text) {}

  /** The phases so far, in order; empty if the file is missing, too long or has none. */
  public List<Phase> read() {
    if (output == null) {
      return List.of();
    }
    try {
      if (Files.size(output) > MAX_BYTES) {
        return List.of();
      }
      return parse(Files.readString(output, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return List.of();
    }
  }

  static List<Phase> parse(String output) {
    List<Phase> phases = new ArrayList<>();
    // The last line counts once it is ended: it may be half written.
    int end = output.lastIndexOf('\n');
    for (String line : output.substring(0, Math.max(end, 0)).split("\n", -1)) {
      String[] parts = line.split(" ", 4);
      if (parts.length == 4 && parts[0].equals("phase") && parts[1].matches("\\d{1,15}")) {
        phases.add(new Phase(Long.parseLong(parts[1]), parts[2], parts[3]));
      }
    }
    return phases.size() > MAX_PHASES ? phases.subList(0, MAX_PHASES) : phases;
  }
}
