package io.github.headroom.it.blackbox;

import java.util.List;

/** A way to end, and what the report is to call it. */
enum End {
  OOM_KILL("the kernel's OOM killer", "oom_kill"),
  KILL("kill -9", "killed"),
  TERM("SIGTERM", "clean"),
  EXIT("System.exit", "clean"),
  HALT("Runtime.halt", "killed"),
  SEGV("SIGSEGV by Unsafe", "crash"),
  FULL_HEAP_EXIT("a full heap: OutOfMemoryError, caught, then System.exit", "clean"),
  FULL_HEAP("a full heap: -XX:+ExitOnOutOfMemoryError", "crash"),
  NODE_GONE("the guest's power went off below running JVMs", "node_gone");

  private final String how;
  private final String word;

  End(String how, String word) {
    this.how = how;
    this.word = word;
  }

  String how() {
    return how;
  }

  /** The report's {@code exit}. */
  String word() {
    return word;
  }

  /** The command to the victim Ending, where it ends by itself. */
  String argument() {
    return switch (this) {
      case EXIT -> "exit";
      case HALT -> "halt";
      case SEGV -> "segv";
      case FULL_HEAP_EXIT, FULL_HEAP -> "fill";
      default -> "";
    };
  }

  List<String> options() {
    return this == FULL_HEAP ? List.of("-XX:+ExitOnOutOfMemoryError") : List.of();
  }
}
