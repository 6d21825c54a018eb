package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.log.Printable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The name of what grows in a memory area: a sentence for a person, and its parts for programs. */
public final class Finding {

  /** Most UTF-8 bytes of a sentence. */
  public static final int MOST_BYTES = 200;

  /** Most characters of a name. */
  public static final int MOST_OF_NAME = 100;

  private final MemoryArea area;
  private final String kind;
  private final String name;
  private final String sentence;
  private final @Nullable Change change;

  /**
   * @param kind thread_group, class, class_loader, process, mount, file, huge_pages, arenas,
   *     threads, nmt_category, native_holder, kernel_part, descriptors, netty, buffer_pool,
   *     segment: a closed list of words
   * @param name without parts that may be secrets (see {@link Names}); cut at {@value
   *     #MOST_OF_NAME} characters
   * @param change its growth; null where the size of before is not known
   * @param text the sentence without the area, such as {@code 'http-nio-#' 200 -> 3,100 threads in
   *     10 min (of 3,262)}; cut at {@value #MOST_BYTES} bytes with the area
   */
  Finding(MemoryArea area, String kind, String name, @Nullable Change change, String text) {
    this.area = area;
    this.kind = kind;
    this.name = Printable.cut(name, MOST_OF_NAME);
    this.change = change;
    this.sentence = bounded(area.word() + ": " + text, MOST_BYTES);
  }

  /** Whether the text fits into a sentence uncut. */
  static boolean fits(MemoryArea area, String text) {
    return (area.word() + ": " + text).getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
  }

  /** This finding with the text of another one added, where both fit into the sentence. */
  Finding and(@Nullable Finding other) {
    if (other == null) {
      return this;
    }
    String text = sentence.substring(area.word().length() + ": ".length());
    text += "; " + other.sentence.substring(other.area.word().length() + ": ".length());
    return fits(area, text) ? new Finding(area, kind, name, change, text) : this;
  }

  public MemoryArea area() {
    return area;
  }

  public String kind() {
    return kind;
  }

  public String name() {
    return name;
  }

  /** Null where the size of before is not known. */
  public @Nullable Change change() {
    return change;
  }

  /** One line of at most {@value #MOST_BYTES} bytes that begins with the area and a colon. */
  public String sentence() {
    return sentence;
  }

  /** The text on one line, cut to at most so many bytes of UTF-8. */
  static String bounded(String text, int most) {
    String line = Printable.line(text);
    for (int room = most; ; room--) {
      String cut = Printable.cut(line, room);
      if (cut.getBytes(StandardCharsets.UTF_8).length <= most) {
        return cut;
      }
    }
  }
}
