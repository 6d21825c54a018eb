package io.github.headroom.agent.derive.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HandsTest {

  private final Hands hands = new Hands();
  private double now;

  /** Finds that end, which comes nearer, so often. */
  private void turn(int times, double low, double mid, double high) {
    for (int i = 0; i < times; i++) {
      hands.turn(++now, low - i, mid - i, high - i);
    }
  }

  @Test
  void aHandAtNothingComesBackToALongerTime() {
    turn(1, 0, 0, 0);
    turn(601, 1000, 2000, 3000);
    assertEquals(1400, hands.mid(), 20);
  }

  @Test
  void aHandGoesOnByItself() {
    turn(1, 50, 100, 200);
    turn(1, 49, 99, 199);
    assertEquals(99, hands.mid(), 0.01);
  }

  @Test
  void noHandDoublesWithinASecond() {
    turn(1, 0, 0, 0);
    for (int i = 0; i < 60; i++) {
      double before = hands.mid() + 1;
      turn(1, 1000, 2000, 3000);
      assertTrue(hands.mid() + 1 < 2 * before, hands.mid() + " after " + (before - 1));
    }
  }
}
