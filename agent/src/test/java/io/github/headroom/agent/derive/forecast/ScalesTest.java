package io.github.headroom.agent.derive.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScalesTest {

  private final Scales scales = new Scales();
  private final Points points = new Points(Window.LENGTH);

  private void add(double... values) {
    for (int i = 0; i < values.length; i++) {
      scales.add(i, values[i]);
    }
  }

  @Test
  void aBucketKeepsItsSmallestValueAndWhenThatWas() {
    add(7, 3, 9, 8, 1, 2, 3, 4);
    scales.window(2).copyLast(2, points);
    assertArrayEquals(new double[] {3, 1}, Arrays.copyOf(points.low, 2));
    assertArrayEquals(new double[] {1, 4}, Arrays.copyOf(points.seconds, 2));
  }

  @Test
  void aBucketKeepsItsLargestValue() {
    add(7, 3, 9, 8, 1, 2, 3, 4);
    scales.window(2).copyLast(2, points);
    assertArrayEquals(new double[] {9, 4}, Arrays.copyOf(points.high, 2));
  }

  @Test
  void anUnfinishedBucketIsNotSeen() {
    add(7, 3, 9);
    assertEquals(1, scales.window(1).count());
  }

  @Test
  void aScaleHasMovedWhenItsBucketEnds() {
    add(7, 3, 9, 8);
    assertTrue(scales.moved(2));
    scales.add(4, 1);
    assertFalse(scales.moved(1));
    assertTrue(scales.moved(0));
  }

  @Test
  void aWindowKeepsItsNewest() {
    for (int i = 0; i < 100; i++) {
      scales.add(i, i);
    }
    assertEquals(60, scales.window(0).oldestLow());
    assertEquals(99, scales.window(0).newestLow());
  }
}
