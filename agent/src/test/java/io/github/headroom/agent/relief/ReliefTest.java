package io.github.headroom.agent.relief;

import static io.github.headroom.agent.relief.Situations.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.sample.DiagnosticCommands;
import io.github.headroom.agent.sample.FakeVmOptions;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which action runs when, and what is logged about it. */
class ReliefTest {

  private final CapturedLog log = new CapturedLog(AgentLog.Level.INFO);
  private final TrimTest.Commands commands = new TrimTest.Commands();
  private final Situation now = Situations.near();
  private Trim trim;
  private Squeeze squeeze;

  @BeforeEach
  void commandsOfAJvm() throws Exception {
    squeeze = new Squeeze(new FakeVmOptions(), 0.5);
    trim =
        new Trim(
            new DiagnosticCommands(
                commands, TrimTest.Commands.class.getMethod("execute", String.class), false));
  }

  private Relief relief(@Nullable Trim trim, @Nullable Squeeze squeeze) {
    return new Relief(log.log(), trim, squeeze, null, trim != null, false);
  }

  @Test
  void nothingIsDoneWithoutANearKill() {
    now.expected = 52 * MIB;
    now.growing = false;
    assertNull(relief(trim, squeeze).look(now));
  }

  @Test
  void anUnknownFigureIsNoReason() {
    now.known = false;
    assertNull(relief(trim, squeeze).look(now));
  }

  @Test
  void littleHeadroomIsAReason() {
    now.growing = false;
    now.expected = 51 * MIB;
    assertNotNull(relief(trim, squeeze).look(now));
  }

  @Test
  void aProbableKillIsAReason() {
    now.growing = false;
    now.expected = 300 * MIB;
    now.probability = 0.6;
    assertNotNull(relief(trim, squeeze).look(now));
  }

  @Test
  void trimComesFirstThenSqueeze() {
    Relief relief = relief(trim, squeeze);
    assertEquals("trim begins with 40.0 MiB of headroom, limit 512 MiB", text(relief.look(now)));
    relief.proceed();
    assertEquals("trim gave nothing back", upTo(" in ", proof(relief)));
    assertEquals("squeeze begins with 40.0 MiB of headroom, limit 512 MiB", text(relief.look(now)));
  }

  @Test
  void whatAnActGaveIsKnownASecondLaterAndLogged() {
    Relief relief = relief(null, squeeze);
    relief.look(now);
    relief.proceed();
    assertTrue(relief.isActing());
    now.usage = 292 * MIB;
    String text = proof(relief);

    assertFalse(relief.isActing());
    assertTrue(text.startsWith("squeeze gave 180 MiB back in "), text);
    assertTrue(text.endsWith(" ms: usage 472 MiB before, 292 MiB a second after"), text);
    assertTrue(log.text().contains("[headroom] INFO squeeze gave 180 MiB back"), log::text);
  }

  @Test
  void anActThatThrowsIsOverAndLogged() throws Exception {
    FakeVmOptions refusing = new FakeVmOptions();
    refusing.refused = "5";
    Relief relief = relief(null, new Squeeze(refusing, 0.5));
    relief.look(now);
    relief.proceed();

    assertEquals("squeeze failed; it is tried again later", proof(relief));
    assertFalse(log.text().contains("gave"), log::text);
    assertTrue(log.text().contains("squeeze failed; it is tried again later"), log::text);
  }

  @Test
  void oneTrimRunsTwentySecondsAfterTheStart() {
    Relief relief = new Relief(log.log(), trim, null, null, false, true);
    now.growing = false;
    now.expected = 400 * MIB;
    now.age = 19;
    assertNull(relief.look(now));
    now.age = 20;
    assertNotNull(relief.look(now));
    relief.proceed();
    proof(relief);
    now.expected = 10 * MIB;
    now.seconds += 10_000;
    assertNull(relief.look(now), "no other, for that was not asked for");
  }

  /** An end that never happens. */
  private static class NoEnd extends Terminate {
    boolean hasThread = true;

    NoEnd(@Nullable Double lead) {
      super(lead);
    }

    @Override
    ActionThread thread() {
      if (!hasThread) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      return new ActionThread(this);
    }
  }

  private final NoEnd end = new NoEnd(null);

  /** Makes two passes, three seconds apart, in which headroom falls as forecast. */
  private @Nullable Notice lookTwice(Relief relief) {
    now.midSeconds = 8;
    now.highSeconds = 15;
    assertNull(relief.look(now));
    now.seconds += 3;
    now.expected -= 15 * MIB;
    return relief.look(now);
  }

  @Test
  void anEndForWhichThereIsNoThreadIsNotAnnounced() {
    Relief relief = new Relief(log.log(), null, null, end, false, false);
    end.hasThread = false;
    assertThrows(OutOfMemoryError.class, () -> lookTwice(relief));
    relief.proceed();
    assertEquals("", log.text());
    assertFalse(relief.isActing());

    end.hasThread = true;
    now.seconds += 3;
    now.expected -= 15 * MIB;
    Notice notice = relief.look(now);
    assertTrue(notice != null && notice.endsTheJvm());
    assertTrue(log.text().contains("the agent ends this JVM by SIGTERM"), log::text);
  }

  @Test
  void anActIsDoneOnceItIsLetGo() throws InterruptedException {
    ActionThread thread = squeeze.thread();
    thread.join(50);
    assertFalse(thread.isDone());
    thread.release();
    thread.join();
    assertTrue(thread.isDone());
  }

  @Test
  void anEndComesAfterWhatGivesMemoryBackHoweverLongItsLead() {
    Relief relief = new Relief(log.log(), null, squeeze, new NoEnd(300.0), false, false);
    now.expected = 300 * MIB;
    now.midSeconds = 280;
    now.highSeconds = 320;
    assertTrue(text(relief.look(now)).startsWith("squeeze begins"));
  }

  @Test
  void whatIsNotKnownInBetweenBeginsTheLooksAnew() {
    Relief relief = new Relief(log.log(), null, null, end, false, false);
    now.midSeconds = 8;
    now.highSeconds = 15;
    relief.look(now);
    now.known = false;
    now.seconds += 1;
    relief.look(now);
    now.known = true;
    assertNull(lookTwiceLater(relief));
  }

  @Test
  void anActInBetweenBeginsTheLooksAnew() {
    Relief relief = new Relief(log.log(), null, squeeze, end, false, false);
    now.midSeconds = 8;
    now.highSeconds = 15;
    now.heapRise = 60 * MIB;
    assertNull(relief.look(now), "the burst bars the squeeze");
    now.heapRise = 0;
    now.seconds += 1;
    assertNotNull(relief.look(now));
    relief.proceed();
    proof(relief);
    assertNull(lookTwiceLater(relief));
  }

  private @Nullable Notice lookTwiceLater(Relief relief) {
    now.seconds += 2;
    now.expected -= 20 * MIB;
    return relief.look(now);
  }

  @Test
  void anActThatHangsDoesNotKeepTheEndFromComing() throws Exception {
    Squeeze hanging =
        new Squeeze(new FakeVmOptions(), 0.5) {
          @Override
          ActionThread thread() {
            return new ActionThread(this);
          }
        };
    Relief relief = new Relief(log.log(), null, hanging, end, false, false);
    assertTrue(text(relief.look(now)).startsWith("squeeze begins"));
    now.seconds += 11;
    assertTrue(text(lookTwice(relief)).startsWith("the agent ends this JVM"));
  }

  @Test
  void anActThatThrewIsCountedAndGaveNothing() throws Exception {
    FakeVmOptions refusing = new FakeVmOptions();
    refusing.refused = "5";
    Relief relief = relief(null, new Squeeze(refusing, 0.5));
    relief.look(now);
    relief.proceed();
    now.usage = 292 * MIB;
    proof(relief);
    Sample sample = new Sample();
    relief.squeezes().read(sample);
    assertEquals(1, sample.value(Field.RELIEF_SQUEEZE_RUNS));
    assertEquals(0, sample.value(Field.RELIEF_SQUEEZE_FREED));
  }

  @Test
  void theTrimAfterTheStartDoesNotKeepAnotherFromComing() {
    Relief relief = new Relief(log.log(), trim, null, null, true, true);
    now.growing = false;
    relief.look(now);
    relief.proceed();
    proof(relief);
    assertTrue(text(relief.look(now)).startsWith("trim begins"));
  }

  @Test
  void ratiosThatAnActCouldNotRestoreAreRestoredByTheNextLook() throws Exception {
    FakeVmOptions options = new FakeVmOptions();
    Relief relief =
        relief(
            null,
            new Squeeze(options, 0.5) {
              @Override
              void collect() {
                options.unreadable = "MaxHeapFreeRatio";
              }
            });
    relief.look(now);
    relief.proceed();
    proof(relief);
    assertEquals("10", options.values.get("MaxHeapFreeRatio"));

    relief.look(now);
    assertTrue(log.text().contains("are not restored; each pass tries it again"), log::text);
    options.unreadable = "";
    now.known = false;
    relief.look(now);
    assertEquals("70", options.values.get("MaxHeapFreeRatio"));
    assertEquals("40", options.values.get("MinHeapFreeRatio"));
  }

  /**
   * Makes passes until there is a proof, the first one a second after the action on the situation's
   * clock.
   */
  private String proof(Relief relief) {
    Notice notice = null;
    while (notice == null) {
      now.seconds = System.nanoTime() / 1e9 + 1;
      notice = relief.look(now);
      Thread.onSpinWait();
    }
    return notice.text();
  }

  private static String text(@Nullable Notice notice) {
    return notice == null ? "none" : notice.text();
  }

  private static String upTo(String end, String text) {
    return text.substring(0, text.indexOf(end));
  }
}
