package io.github.headroom.agent.record;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.Sample;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The latest figures and the verdict as one JSON object in a file, for a probe or the application's
 * own health check. Written at each full pass and when the verdict changes. A reader sees the
 * former object or the new one, never a part: the new one is written beside it and renamed over it
 * (rename(2)). An orderly end of the JVM removes the file; after a kill it stays, so a reader looks
 * at its time.
 *
 * <p>For one thread. What fails is logged once, and tried again with the next object.
 */
public final class StatusFile {

  private final Path path;
  private final Path next;
  private final AgentLog log;
  private final StringBuilder json = new StringBuilder(512);
  private @Nullable Verdict written;

  /**
   * @param path in a directory that is there, where a file of that name and one with {@code .next}
   *     behind it may be made
   */
  public StatusFile(Path path, AgentLog log) {
    this.path = path;
    this.next = path.resolveSibling(path.getFileName() + ".next");
    this.log = log;
  }

  /**
   * Writes where it is time to.
   *
   * @param full whether the sample is a full pass's
   */
  public void look(Sample sample, Outlook outlook, boolean full) {
    Verdict verdict = outlook.verdict();
    if (!full && verdict == written) {
      return;
    }
    try {
      write(object(sample, outlook));
      written = verdict;
    } catch (IOException | RuntimeException e) {
      log.warnOnce(
          "status".concat(e.getClass().getName()),
          Printable.path(path)
              + ": the status cannot be written ("
              + Printable.thrown(e)
              + "); all else goes on, and it is tried again");
    }
  }

  /** The JVM ends in order. */
  public void remove() {
    try {
      Files.deleteIfExists(path);
      Files.deleteIfExists(next);
    } catch (IOException | RuntimeException e) {
      log.debug(Printable.path(path) + ": it cannot be removed (" + Printable.thrown(e) + ")");
    }
  }

  private void write(String object) throws IOException {
    Files.deleteIfExists(next); // one that a kill has left, or a link that leads elsewhere
    // Not a channel: an interrupt of this thread would close it amid the write.
    try (OutputStream out = new FileOutputStream(next.toFile())) {
      out.write(object.getBytes(StandardCharsets.UTF_8));
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A key whose figure is not known is not there. */
  private String object(Sample sample, Outlook outlook) {
    Figures figures = outlook.latest();
    json.setLength(0);
    json.append("{\"time\": \"");
    UtcTime.append(sample.epochMillis(), json);
    json.append("\", \"verdict\": \"").append(outlook.verdict().word()).append('"');
    MemoryArea culprit = outlook.culprit();
    if (culprit != null) {
      json.append(", \"culprit\": \"").append(culprit.word()).append('"');
    }
    bytes("headroom", figures, Figure.HEADROOM_EXPECTED);
    bytes("limit", figures, Figure.EFFECTIVE_LIMIT);
    if (outlook.hasTime()) {
      json.append(", \"time_to_kill\": {\"low\": ").append(Math.round(outlook.lowSeconds()));
      json.append(", \"mid\": ").append(Math.round(outlook.midSeconds()));
      json.append(", \"high\": ").append(Math.round(outlook.highSeconds())).append('}');
    }
    String evidence = outlook.evidence();
    if (evidence != null) {
      Printable.quote(json.append(", \"evidence\": "), evidence);
    }
    return json.append("}\n").toString();
  }

  private void bytes(String key, Figures figures, Figure figure) {
    if (figures.known(figure)) {
      json.append(", \"").append(key).append("\": ").append(figures.whole(figure));
    }
  }
}
