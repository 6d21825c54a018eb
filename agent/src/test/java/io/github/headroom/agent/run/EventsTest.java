package io.github.headroom.agent.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.cause.Findings;
import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.sample.Field;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is logged about a cgroup of 1000 MiB arrives at a collector as events. */
@Timeout(60)
class EventsTest {

  private static final long MIB = 1 << 20;

  private final CapturedLog captured = new CapturedLog(AgentLog.Level.INFO);
  private final Outlook outlook = new Outlook();
  private SentEvents sent;
  private double malloc = 100;
  private int second;

  @BeforeEach
  void aCollector() throws IOException {
    sent = new SentEvents(captured.log());
  }

  @AfterEach
  void end() {
    sent.close();
  }

  private void go(VerdictWatch watch, int seconds, double rate) {
    for (int i = 0; i < seconds; i++) {
      malloc += rate;
      outlook.full(ForecastFigures.jvm(malloc).build(), second);
      watch.look(outlook, second++);
    }
  }

  @Test
  void aChangeOfTheVerdictIsSentWithTheSentenceThatIsLogged() {
    VerdictWatch watch = new VerdictWatch(captured.log(), sent.events);
    go(watch, 30, 0);
    go(watch, 220, 3);
    go(watch, 300, 0);

    List<LogRecord> records = sent.records();
    assertEquals(2, records.size());
    for (int i = 0; i < 2; i++) {
      String line = captured.lines().get(i);
      assertEquals(
          line.substring(line.indexOf(' ', 11) + 1), records.get(i).getBody().getStringValue());
    }
    String growing = sent.texts().get(0);
    assertTrue(
        growing.matches(
            "headroom.oom.verdict.change 13 headroom.verdict=growing"
                + " headroom.verdict.previous=fits headroom.memory.area=native_other"
                + " headroom.oom.headroom=\\d+ headroom.oom.time_to_kill=\\d+\\.\\d+"),
        growing);
    assertEquals(
        "headroom.oom.verdict.change 9 headroom.verdict=cannot_fit"
            + " headroom.verdict.previous=growing headroom.memory.area=native_other"
            + " headroom.oom.headroom=41943040",
        sent.texts().get(1));
  }

  @Test
  void growthWithLessThanAMinuteLeftIsAnError() {
    VerdictWatch watch = new VerdictWatch(captured.log(), sent.events);
    go(watch, 30, 0);
    go(watch, 40, 20);
    assertTrue(
        sent.texts().get(0).startsWith("headroom.oom.verdict.change 17 headroom.verdict=growing"),
        sent.texts().get(0));
  }

  @Test
  void theEndOfADangerIsNoErrorWhileThereIsAnother() {
    VerdictWatch watch = new VerdictWatch(captured.log(), SentEvents.none());
    go(watch, 30, 0);
    go(watch, 40, 20); // less than a minute is left
    sent.events.verdictChanged(outlook.verdict(), Verdict.CANNOT_FIT, true, outlook, "it fits");
    assertTrue(
        sent.texts().get(0).startsWith("headroom.oom.verdict.change 9 headroom.verdict=growing"),
        sent.texts().get(0));
  }

  @Test
  void aHeapThatCannotFitIsSentOnceAndThatItFitsAfterAll() {
    LimitWatch watch = new LimitWatch(captured.log(), sent.events);
    for (long limit : new long[] {700, 700, 900, 900}) {
      outlook.full(
          ForecastFigures.jvm(300).with(Field.LIMIT, limit * MIB).with(Field.KERNEL, 0).build(),
          second++);
      watch.look(outlook);
    }
    List<String> texts = sent.texts();
    assertEquals(2, texts.size(), texts::toString);
    assertTrue(
        texts
            .get(0)
            .startsWith(
                "headroom.oom.verdict.change 13 headroom.verdict=cannot_fit"
                    + " headroom.verdict.previous=fits headroom.memory.area=java_heap"),
        texts.get(0));
    assertTrue(
        texts.get(1).contains(" 9 headroom.verdict=")
            && texts.get(1).contains(" headroom.verdict.previous=cannot_fit"),
        texts.get(1));
  }

  @Test
  void aCauseHasItsNumbers() {
    Finding found =
        Findings.of(
            MemoryArea.THREAD_STACKS,
            "thread_group",
            "http-nio-#-exec-#",
            "'http-nio-#-exec-#' 200 -> 3,100 threads in 10 min",
            "threads",
            200,
            3100,
            600);

    sent.events.causeFound(found, 4);

    assertEquals(
        List.of(
            "headroom.oom.cause 13 headroom.memory.area=thread_stacks"
                + " headroom.cause.kind=thread_group headroom.cause.name=http-nio-#-exec-#"
                + " headroom.cause.unit={thread} headroom.cause.before=200"
                + " headroom.cause.now=3100 headroom.cause.interval=600.0"
                + " headroom.cause.look.duration=0.004"),
        sent.texts());
  }

  @Test
  void anUnknownPartOfACauseIsAbsent() {
    Finding found = Findings.of(MemoryArea.NATIVE_OTHER, "huge_pages", "anon_thp", "a sentence");

    sent.events.causeFound(found, 0);

    assertEquals(
        List.of(
            "headroom.oom.cause 13 headroom.memory.area=native_other"
                + " headroom.cause.kind=huge_pages headroom.cause.name=anon_thp"
                + " headroom.cause.look.duration=0.0"),
        sent.texts());
  }

  @Test
  void reliefHasItsProof() {
    sent.events.relieved("trim", "a sentence", 300 * MIB, 280 * MIB, 0.002);
    sent.events.relieved("terminate", "another", 300 * MIB, null, null);
    assertEquals(
        List.of(
            "headroom.oom.relief 9 headroom.relief.action=trim"
                + " headroom.relief.usage.before=314572800 headroom.relief.usage.after=293601280"
                + " headroom.relief.freed=20971520 headroom.relief.duration=0.002",
            "headroom.oom.relief 13 headroom.relief.action=terminate"
                + " headroom.relief.usage.before=314572800"),
        sent.texts());
  }

  @Test
  void theTimeIsThatOfTheEvent() {
    long before = System.currentTimeMillis();
    sent.events.relieved("trim", "a sentence", null, null, null);
    long nanos = sent.records().get(0).getTimeUnixNano();
    assertTrue(nanos >= before * 1_000_000);
    assertTrue(nanos <= System.currentTimeMillis() * 1_000_000);
  }

  @Test
  void aWarningForWhichThereIsNoMemoryIsAnEventAllTheSame() {
    FullHeap heap = new FullHeap(AgentLog.Level.WARN);
    VerdictWatch watch = new VerdictWatch(heap.log, sent.events);
    go(watch, 30, 0);
    heap.full = true;
    assertThrows(FullHeap.NoMemory.class, () -> go(watch, 220, 3));
    assertEquals(1, sent.texts().size());
  }

  @Test
  void withoutEventsNoClassOfThemIsLoaded() throws Exception {
    assertFalse(classesLoaded("none").contains("agent.publish.Event"));
  }

  @Test
  void whileNothingHappensNoClassOfThemIsLoaded() throws Exception {
    assertFalse(classesLoaded("otlp", "quiet").contains("agent.publish.Event"));
  }

  @Test
  void theyAreLoadedByTheFirst() throws Exception {
    assertTrue(classesLoaded("otlp").contains("agent.publish.EventThread"));
  }

  private static String classesLoaded(String... arguments) throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-verbose:class",
                "-cp",
                System.getProperty("java.class.path"),
                GrowthOfAGroup.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.PIPE)
            .start();
    jvm.getOutputStream().write((String.join(" ", arguments) + "\n").getBytes(UTF_8));
    jvm.getOutputStream().close();
    String printed = new String(jvm.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, jvm.waitFor(), printed);
    assertTrue(printed.contains("agent.run.Events "), "it was there");
    return printed;
  }
}
