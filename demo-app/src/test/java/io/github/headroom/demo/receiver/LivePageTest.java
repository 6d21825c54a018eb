package io.github.headroom.demo.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser; skipped where there is none. */
class LivePageTest {
  private static final long MIB = 1 << 20;

  @TempDir Path scratch;

  private final SeriesStore store = new SeriesStore(10);

  @Test
  void beforeTheFirstPointThePageShowsHowToSendOne() throws Exception {
    String document = page();

    assertTrue(document.contains("data-state=\"waiting\""), document);
    assertTrue(document.contains("id=\"board\" hidden"), document);
  }

  @Test
  void theHeadlinesAreSharesOfTheLimit() throws Exception {
    send(
        new OtlpMessages(System.currentTimeMillis())
            .gauge("container.memory.working_set", 480 * MIB)
            .gauge("headroom.container.memory.rss_swap", 64 * MIB)
            .gauge("container.memory.usage", 490 * MIB)
            .gauge("headroom.container.memory.limit", 512 * MIB, "headroom.limit.scope", "own"));

    String document = page();

    assertEquals("93.8%", text(document, "working"));
    assertEquals("480 of 512 MiB", text(document, "working-of"));
    assertEquals("12.5%", text(document, "real"));
    assertEquals("512MiB", text(document, "limit"));
    assertTrue(document.contains("<canvas"), "charts are drawn");
  }

  @Test
  void whatGrowsIsShownWithItsTimeAndItsArea() throws Exception {
    String area = "headroom.memory.area";
    send(
        new OtlpMessages(System.currentTimeMillis())
            .gauge("container.memory.usage", 490 * MIB)
            .gauge("headroom.memory.usage", 90 * MIB, area, "java_heap")
            .gauge("headroom.memory.usage", 400 * MIB, area, "native_other")
            .gauge("headroom.oom.verdict", 0, "headroom.verdict", "fits")
            .gauge("headroom.oom.verdict", 1, "headroom.verdict", "growing")
            .gauge("headroom.oom.time_to_kill", 30, "headroom.bound", "mid")
            .gauge("headroom.oom.culprit", 0, area, "java_heap")
            .gauge("headroom.oom.culprit", 1, area, "native_other"));

    String document = page();

    assertEquals("30 s", text(document, "outlook"));
    assertEquals("growing: native other", text(document, "outlook-of"));
    assertTrue(text(document, "ledger-bars").startsWith("native other400 MiB"), document);
    assertTrue(document.contains("<li class=\"grows\"><span>native other</span>"), document);
  }

  @Test
  void withoutALimitTheHeadlinesAreBytes() throws Exception {
    send(
        new OtlpMessages(System.currentTimeMillis())
            .gauge("container.memory.working_set", 48 * MIB));

    String document = page();

    assertEquals("48MiB", text(document, "working"));
    assertEquals("no limit known", text(document, "limit-of"));
  }

  @Test
  void whenPointsStopThePageShowsSinceWhen() throws Exception {
    for (Export export :
        Export.decode(new OtlpMessages(1_000).gauge("container.memory.usage", MIB).from("a"))) {
      store.add(export, System.currentTimeMillis() - 60_000);
    }

    assertTrue(text(page(), "state").startsWith("No points since "));
  }

  /** Each line of figures-checks.js is a check; the names of those that fail are the outcome. */
  @Test
  void theFiguresOfThePageAreRight() throws Exception {
    Path html = scratch.resolve("checks.html");
    Files.writeString(
        html,
        "<pre id=\"failed\">did not run</pre><script>"
            + resource("page/figures.js")
            + "</script><script>"
            + resource("figures-checks.js")
            + "</script>");

    assertEquals("", text(Chromium.documentOf(html.toUri().toString(), scratch), "failed"));
  }

  private void send(OtlpMessages messages) throws Exception {
    for (Export export : Export.decode(messages.from("a"))) {
      store.add(export, System.currentTimeMillis());
    }
  }

  private String page() throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver(0, store, new Phases(null))) {
      return Chromium.documentOf(receiver.address(), scratch);
    }
  }

  private static String resource(String name) throws Exception {
    try (InputStream in = OtlpReceiver.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The text within the element of an id, without the tags in it. */
  private static String text(String document, String id) {
    Matcher element =
        Pattern.compile("<(\\w+)[^>]* id=\"" + id + "\"[^>]*>(.*?)</\\1>", Pattern.DOTALL)
            .matcher(document);
    assertTrue(element.find(), "no element " + id + " in " + document);
    return element.group(2).replaceAll("<[^>]*>", "");
  }
}
