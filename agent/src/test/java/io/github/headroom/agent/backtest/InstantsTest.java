package io.github.headroom.agent.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstantsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-30 01:02:03 UTC",
        "2026-11-30 01:02:03 GMT",
        "2026-11-30 01:02:03Z",
        "2026-11-30 02:02:03 +0100",
        "2026-11-30 02:02:03.000 +01:00",
        "2026-11-30 01:02:03 +0000 UTC"
      })
  void theZoneMayStandBehindASpace(String text) {
    assertEquals(1796000523, Instants.ofIso(text));
  }

  /** As Excel writes a file again, and as Python's logging writes a fraction. */
  @ParameterizedTest
  @CsvSource({
    "2026-11-30 01:02, 1796000520",
    "2026-11-30T01:02Z, 1796000520",
    "2026-11-30T02:02+01:00, 1796000520",
    "2026-11-30 01:02 UTC, 1796000520",
    "'2026-11-30 01:02:03,5', 1796000523.5",
    "'2026-11-30T01:02:03,500Z', 1796000523.5"
  })
  void secondsMayBeMissingAndACommaMayBeginTheirFraction(String text, double seconds) {
    assertEquals(seconds, Instants.ofIso(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-30 01:02:0",
        "2026-11-30 01:02:",
        "2026-11-30 01:02 PM",
        "2026-11-30 01:2",
        "2026-11-30 01:02:03 CET",
        "2026-11-30 01:02:03 +",
        "2026-11-30 01:02:03 UTC UTC",
        "2026-11-30",
        "01:02:03"
      })
  void whatIsNoTimeIsNone(String text) {
    assertTrue(Double.isNaN(Instants.ofIso(text)));
  }
}
