package io.github.headroom.agent.record;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the latest figures and the verdict as one JSON object to a file, for a probe or the
 * application's own health check. It is written at each full pass and at each change of the
 * verdict. A reader sees the former object or the new one, never a part: the new one is written
 * beside it and renamed over it (rename(2)). The file is removed when the JVM ends in order. After
 * a kill it stays, so a reader must check its time.
 *
 * <p>For one thread. A failure is logged once; the next object is tried again.
 */
public final class StatusFile {

  private final Path path;
  private final Path next;
  private final AgentLog log;
  private final StringBuilder json = new StringBuilder(512);
  private @Nullable Verdict written;
  private @Nullable String cause;

  /** Attributes of the latest written object; null where none was written. */
  private @Nullable BasicFileAttributes ours;

  /** Whether the file beside it was created here and is not renamed yet. */
  private boolean nextIsOurs;

  /**
   * @param path in an existing directory in which a file of that name, and one with {@code .next}
   *     appended, can be created
   */
  public StatusFile(Path path, AgentLog log) {
    this.path = path;
    this.next = path.resolveSibling(path.getFileName() + ".next");
    this.log = log;
  }

  /** Sets the cause of growth in the culprit's area; null for none. */
  public void cause(@Nullable String sentence) {
    cause = sentence;
    written = null;
  }

  /**
   * Writes the object if it is due.
   *
   * @param full whether a full pass took the sample
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

  /**
   * Removes the object at an orderly end of the JVM. It stays if the path holds something else, for
   * example the object of another JVM with the same setting in its environment.
   */
  public void remove() {
    try {
      if (nextIsOurs) {
        Files.deleteIfExists(next);
      }
      if (ours != null && isSame(ours, attributes(path))) {
        Files.delete(path);
      }
    } catch (Throwable e) { // already removed, or no memory, which a message would need as well
      // A reader checks the time of the file.
    }
  }

  private void write(String object) throws IOException {
    Files.deleteIfExists(next); // left by a kill, or a link to another place
    try (FileChannel channel = FileChannel.open(next, options(), readable())) {
      nextIsOurs = true;
      ByteBuffer bytes = ByteBuffer.wrap(object.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    BasicFileAttributes made = attributes(next);
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    ours = made;
    nextIsOurs = false;
  }

  /** Options that create a new file and follow no link. */
  private static Set<OpenOption> options() {
    Set<OpenOption> options = LockedFile.options(false);
    options.add(StandardOpenOption.CREATE_NEW);
    return options;
  }

  /** Readable for all: the probe may run as another user. */
  private static FileAttribute<?> readable() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** The inode alone is no identity: it is reused as soon as the file is gone. */
  private static boolean isSame(BasicFileAttributes one, BasicFileAttributes other) {
    return one.fileKey() != null
        && one.fileKey().equals(other.fileKey())
        && one.lastModifiedTime().equals(other.lastModifiedTime());
  }

  /** The object; unknown figures have no key. */
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
      times(outlook.lowSeconds(), outlook.midSeconds(), outlook.highSeconds(), json);
    }
    if (outlook.hasProbability()) {
      json.append(", \"kill_probability\": {");
      probability("10m", outlook.killProbability(10 * 60), "");
      probability("1h", outlook.killProbability(60 * 60), ", ");
      probability("24h", outlook.killProbability(24 * 60 * 60), ", ");
      json.append('}');
    }
    String evidence = outlook.evidence();
    if (evidence != null) {
      Printable.quote(json.append(", \"evidence\": "), evidence);
    }
    if (cause != null && (culprit == null || culprit.isOf(cause))) {
      Printable.quote(json.append(", \"cause\": "), cause);
    }
    return json.append("}\n").toString();
  }

  /** Appends the bounds that are finite. Where growth is very slow a bound may be infinite. */
  static void times(double low, double mid, double high, StringBuilder json) {
    int start = json.length();
    seconds("low", low, start, json);
    seconds("mid", mid, start, json);
    seconds("high", high, start, json);
    if (json.length() > start) {
      json.insert(start, ", \"time_to_kill\": {").append('}');
    }
  }

  private static void seconds(String key, double seconds, int start, StringBuilder json) {
    if (Math.abs(seconds) <= Double.MAX_VALUE) { // excludes NaN as well
      json.append(json.length() == start ? "" : ", ").append('"').append(key).append("\": ");
      json.append(Math.round(seconds));
    }
  }

  /** Appends a probability in thousandths; more digits would not be known. */
  private void probability(String key, double of, String before) {
    json.append(before).append('"').append(key).append("\": ").append(Math.round(of * 1e3) / 1e3);
  }

  private void bytes(String key, Figures figures, Figure figure) {
    if (figures.known(figure)) {
      json.append(", \"").append(key).append("\": ").append(figures.whole(figure));
    }
  }
}
