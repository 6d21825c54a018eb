package io.github.headroom.agent.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UtcTimeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2000-02-29T23:59:59Z",
        "2000-03-01T00:00:00Z",
        "2026-11-26T13:27:04Z",
        "2100-02-28T23:59:59Z",
        "2100-03-01T00:00:00Z",
        "9999-12-31T23:59:59Z"
      })
  void aTimeIsWrittenAsItIsRead(String text) {
    assertEquals(text, written(Instant.parse(text).toEpochMilli() + 999));
  }

  @Test
  void itIsWhatJavaTimeWrites() {
    Random random = new Random(5);
    long end = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();
    for (int i = 0; i < 100_000; i++) {
      Instant time = Instant.ofEpochMilli((long) (random.nextDouble() * end));
      assertEquals(time.truncatedTo(ChronoUnit.SECONDS).toString(), written(time.toEpochMilli()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00.000Z",
        "2026-11-26T13:27:04.007Z",
        "2026-11-26T13:27:04.070Z",
        "2026-11-26T13:27:04.999Z"
      })
  void millisecondsHaveThreeDigits(String text) {
    assertEquals(text, UtcTime.withMillis(Instant.parse(text).toEpochMilli()));
  }

  private static String written(long millis) {
    StringBuilder text = new StringBuilder();
    UtcTime.append(millis, text);
    return text.toString();
  }
}
