package io.github.headroom.demo.victims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CourseTest {
  private static final double KIB = 1024;
  private static final Load LOAD = new Load(100);

  @Test
  void aDayGoesFromItsLeastToItsMostAndBack() {
    Course day = course("day:10:30");
    assertEquals(10 * KIB, day.bytes(0), 1e-6);
    assertEquals(30 * KIB, day.bytes(50), 1e-6);
    assertEquals(20 * KIB, day.bytes(75), 1e-6);
    assertEquals(10 * KIB, day.bytes(100), 1e-6);
  }

  @Test
  void aBatchRisesHoldsAndIsGone() {
    Course batch = course("batch:100:30:60");
    assertEquals(0, batch.bytes(70));
    assertEquals(30 * KIB, batch.bytes(75), 1e-6);
    assertEquals(60 * KIB, batch.bytes(80), 1e-6);
    assertEquals(60 * KIB, batch.bytes(99), 1e-6);
    assertEquals(0, batch.bytes(100));
  }

  @Test
  void aLeakBeginsWhenItIsTo() {
    Course leak = course("leaks:10:5");
    assertEquals(0, leak.bytes(10));
    assertEquals(10 * KIB, leak.bytes(12));
  }

  @Test
  void aLeakWithTheTrafficIsThatOfItsRateInTheMean() {
    Course leak = course("traffic:0:5");
    assertEquals(500 * KIB, leak.bytes(100), 1e-6);
    assertTrue(leak.bytes(25) < 125 * KIB / 2, "little in the first quarter");
  }

  @Test
  void whatAcceleratesBeginsWithItsRateAndDoubles() {
    Course leak = course("accelerates:10:5:20");
    assertEquals(5 * KIB, rate(leak, 10), 1);
    assertEquals(10 * KIB, rate(leak, 30), 1);
    assertEquals(20 * KIB, rate(leak, 50), 1);
  }

  @Test
  void stairsRiseAtTheEndOfEachStep() {
    Course stairs = course("stairs:10:7:20");
    assertEquals(0, stairs.bytes(29.9));
    assertEquals(7 * KIB, stairs.bytes(30));
    assertEquals(14 * KIB, stairs.bytes(50));
  }

  @Test
  void whatFillsStaysBelowItsMost() {
    Course fills = course("fills:10:100");
    assertEquals(10 * KIB, rate(fills, 0), 10);
    assertEquals(100 * KIB, fills.bytes(1000), 1);
  }

  @Test
  void twoCoursesAddUp() {
    assertEquals(7 * KIB, course("level:3").and(course("level:4")).bytes(5));
  }

  @Test
  void whatIsNoCourseIsNamed() {
    assertTrue(fault("slopes:1").contains("slopes"));
    assertTrue(fault("leaks:1").contains("leaks:1"));
    assertTrue(fault("leaks:1:x").contains("leaks:1:x"));
  }

  private static String fault(String text) {
    return assertThrows(IllegalArgumentException.class, () -> course(text)).getMessage();
  }

  private static Course course(String text) {
    return Course.of(text, LOAD);
  }

  private static double rate(Course course, double at) {
    return (course.bytes(at + 1e-3) - course.bytes(at)) / 1e-3;
  }
}
