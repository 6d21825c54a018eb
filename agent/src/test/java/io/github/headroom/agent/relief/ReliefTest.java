package io.github.headroom.agent.relief;

import static io.github.headroom.agent.relief.Situations.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.sample.DiagnosticCommands;
import io.github.headroom.agent.sample.FakeVmOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which act comes when, and what is said of it. */
class ReliefTest {

  private final CapturedLog log = new CapturedLog(AgentLog.Level.INFO);
  private final TrimTest.Commands commands = new TrimTest.Commands();
  private final Situation now = Situations.near();
  private Trim trim;
  private final Squeeze squeeze = new Squeeze(new FakeVmOptions(), 0.5);

  @BeforeEach
  void commandsOfAJvm() throws Exception {
    trim =
        new Trim(
            new DiagnosticCommands(
                commands, TrimTest.Commands.class.getMethod("execute", String.class), false));
  }

  private Relief relief(@Nullable Trim trim, @Nullable Squeeze squeeze) {
    return new Relief(log.log(), trim, squeeze, null, trim != null, false);
  }

  @Test
  void whereNoKillIsNearNothingIsDone() {
    now.expected = 52 * MIB;
    now.growing = false;
    assertNull(relief(trim, squeeze).look(now));
  }

  @Test
  void whatIsNotKnownIsNoReason() {
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
  void anActThatThrowsIsOverAndLogged() {
    FakeVmOptions refusing = new FakeVmOptions();
    refusing.refused = "5";
    Relief relief = relief(null, new Squeeze(refusing, 0.5));
    relief.look(now);
    relief.proceed();

    assertTrue(proof(relief).startsWith("squeeze gave nothing back"));
    assertTrue(log.text().contains("squeeze failed; it is tried again in its time"), log::text);
  }

  @Test
  void oneTrimTwentySecondsAfterTheStart() {
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

  /** Looks until it is there, a second of the situation's clock after the act at the earliest. */
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
