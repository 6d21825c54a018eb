package io.github.headroom.agent.derive.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Values a second, MiB. */
class RisesTest {

  private static final int DAY = 86_400;
  private static final double MIB = 1 << 20;

  private final Rises rises = new Rises();
  private int now;
  private double value = 100;

  private RisesTest go(int seconds, double rate) {
    for (int i = 0; i < seconds; i++) {
      value += rate;
      rises.add(now++, value * MIB);
    }
    return this;
  }

  private RisesTest job(double size, int seconds) {
    return go(300, 0).go(seconds, size / seconds).go(20, 0).go(2, -size / 2);
  }

  @Test
  void aRiseThatHasNotComeBackIsNone() {
    go(300, 0).go(100, 2).go(300, 0);
    assertEquals(0, rises.alike(10 * MIB, 2 * MIB));
  }

  @Test
  void whatCameBackIsOneOfItsLike() {
    job(200, 100);
    assertEquals(1, rises.alike(190 * MIB, 2 * MIB));
  }

  @Test
  void ofEachKindThreeAreKept() {
    job(200, 100).job(210, 100).job(190, 100).job(205, 100);
    assertEquals(3, rises.alike(150 * MIB, 2 * MIB));
  }

  @Test
  void aJobOnTopOfASlowWaveIsMeasuredFromTheWave() {
    for (int i = 0; i < 2; i++) {
      go(20_000, 0.02).job(200, 100).go(20_000, -0.015);
    }
    assertEquals(2, rises.alike(190 * MIB, 2 * MIB));
  }

  @Test
  void whatCameBackAfterAStartThatStaysIsOneOfItsLike() {
    go(300, 3).go(1000, 0).job(200, 100);
    assertEquals(1, rises.alike(190 * MIB, 2 * MIB));
  }

  @Test
  void whatGoesFurtherThanAllIsOfNoKnownKind() {
    job(200, 100).job(200, 100);
    assertEquals(0, rises.alike(300 * MIB, 2 * MIB));
  }

  @Test
  void whatIsMuchSlowerIsOfNoKnownKind() {
    job(200, 100).job(200, 100);
    assertEquals(0, rises.alike(150 * MIB, 0.1 * MIB));
  }

  @Test
  void whatCameBackLongAgoIsForgotten() {
    job(200, 100);
    now += 9 * DAY;
    go(1, 0);
    assertEquals(0, rises.alike(190 * MIB, 2 * MIB));
  }

  @Test
  void aKindThatComesEveryDayIsNotForgotten() {
    for (int day = 0; day < 20; day++) {
      job(200 - day, 100);
      now += DAY;
    }
    go(1, 0);
    assertEquals(3, rises.alike(150 * MIB, 2 * MIB));
  }

  @Test
  void oneThatWentMuchFurtherThanItsKindIsForgottenAlone() {
    job(400, 200);
    for (int day = 0; day < 10; day++) {
      now += DAY;
      job(200, 100);
    }
    assertEquals(0, rises.alike(390 * MIB, 2 * MIB));
    assertTrue(rises.alike(190 * MIB, 2 * MIB) >= 2);
  }
}
