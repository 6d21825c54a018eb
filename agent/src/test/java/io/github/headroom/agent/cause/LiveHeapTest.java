package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.sample.DiagnosticCommands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveHeapTest {

  private static final List<String> LINES = new ArrayList<>();

  /** In the place of the JDK's DiagnosticCommandImpl. */
  public static final class Commands {
    public String executeDiagnosticCommand(String line) {
      LINES.add(line);
      return "a text";
    }
  }

  private static LiveHeap heap() throws ReflectiveOperationException {
    return new LiveHeap(
        new DiagnosticCommands(
            new Commands(),
            Commands.class.getMethod("executeDiagnosticCommand", String.class),
            false),
        Path.of("/"));
  }

  /** To count live ones alone the JVM collects first, or takes hundreds of MiB. */
  @Test
  void theHistogramHasAllObjects() throws ReflectiveOperationException {
    assertEquals("a text", heap().histogram());
    assertEquals(List.of("GC.class_histogram -all"), LINES);
  }

  @Test
  void collectionsAreCounted() throws ReflectiveOperationException {
    LiveHeap heap = heap();
    long before = heap.collections();
    System.gc();
    assertTrue(heap.collections() > before);
  }
}
