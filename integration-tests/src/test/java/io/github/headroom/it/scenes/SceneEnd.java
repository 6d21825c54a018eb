package io.github.headroom.it.scenes;

import io.github.headroom.it.parts.OtlpReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Waits until a scene has come to where it is to be looked at, and keeps it there. */
final class SceneEnd implements AutoCloseable {

  private static final long PERIOD_MILLIS = 10;

  /** Exports after a victim has come to where it stays. */
  private static final int SEEN_SETTLED = 3;

  private final Scene scene;
  private final Subject subject;
  private final OtlpReceiver receiver;

  SceneEnd(Scene scene, Subject subject, OtlpReceiver receiver) {
    this.scene = scene;
    this.subject = subject;
    this.receiver = receiver;
  }

  /** Returns without the end when it does not come: the evidence shows it. */
  void await() throws IOException, InterruptedException {
    long seconds = scene.victim().takesMinutes() ? 400 : 180;
    long bound = System.nanoTime() + seconds * 1_000_000_000L;
    int from = 0;
    while (subject.isAlive() && System.nanoTime() - bound < 0) {
      int exports = receiver.exports().size();
      if (from == 0 && come(exports)) {
        from = exports;
      }
      if (from > 0 && exports >= from + more()) {
        break;
      }
      Thread.sleep(PERIOD_MILLIS);
    }
    if (subject.isAlive()) {
      // So that the group's files have the time of the last export.
      signal("STOP");
    }
  }

  /** Whether what the scene is about has happened; one that is to be killed ends by itself. */
  private boolean come(int exports) {
    return switch (scene.outcome()) {
      case KILLED -> false;
      case CHILD_KILLED -> subject.errors().contains("child: exit");
      case THROTTLED -> exports > 0 && showsHigh(receiver.exports().get(exports - 1));
      case LIVES -> exports >= enough() && printedBytes() >= scene.victim().settledAt();
    };
  }

  /** Exports in which nothing has happened to one that lives. */
  private int enough() {
    return scene.victim().takesMinutes() ? 200 : scene.place().guest() ? 24 : 28;
  }

  /** Exports after that; one that is throttled may make none. */
  private int more() {
    return scene.outcome() == Outcome.THROTTLED ? 0 : SEEN_SETTLED;
  }

  private static boolean showsHigh(OtlpReceiver.Export export) {
    return export.points().stream()
        .anyMatch(
            point ->
                point.name().equals("headroom.container.memory.events")
                    && point.attributes().containsValue("high")
                    && point.value() > 0);
  }

  /** The bytes of the victim's last line. */
  private long printedBytes() {
    String output = subject.output();
    int end = output.lastIndexOf('\n');
    int start = output.lastIndexOf(' ', Math.max(0, end)) + 1;
    return start > 0 && start < end ? Long.parseLong(output.substring(start, end)) : 0;
  }

  /** A process that is stopped does not end with its parent. */
  @Override
  public void close() throws IOException {
    signal("KILL");
  }

  /** To all processes of the group. */
  private void signal(String name) throws IOException {
    Path processes = subject.own().directory().resolve("cgroup.procs");
    if (!Files.exists(processes)) {
      return; // a container's, gone with it
    }
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "kill -" + name + " \"$@\"", "kill"));
    command.addAll(Files.readAllLines(processes));
    if (command.size() > 4) {
      Process kill = new ProcessBuilder(command).inheritIO().start();
      try {
        kill.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
  }
}
