package io.github.headroom.it.scenes;

import java.io.IOException;
import java.util.List;

/** What the kernel has written to its log since a given time. */
public final class KernelMessages {

  private final List<String> before;

  private KernelMessages(List<String> before) {
    this.before = before;
  }

  public static KernelMessages fromNow() throws IOException {
    return new KernelMessages(read());
  }

  /** The lines since; all there are when the last one before has been overwritten. */
  public String since() throws IOException {
    List<String> now = read();
    // With its time a line is there once.
    int last = before.isEmpty() ? -1 : now.lastIndexOf(before.get(before.size() - 1));
    List<String> since = now.subList(last + 1, now.size());
    return since.isEmpty() ? "" : String.join("\n", since) + "\n";
  }

  private static List<String> read() throws IOException {
    Process dmesg = new ProcessBuilder("dmesg").redirectErrorStream(true).start();
    return dmesg.inputReader().lines().toList();
  }
}
