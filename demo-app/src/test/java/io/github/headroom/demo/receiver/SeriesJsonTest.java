package io.github.headroom.demo.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.demo.receiver.Phases.Phase;
import io.github.headroom.demo.receiver.SeriesStore.Sample;
import io.github.headroom.demo.receiver.SeriesStore.SeriesPoints;
import io.github.headroom.demo.receiver.SeriesStore.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SeriesJsonTest {
  @Test
  void beforeTheFirstPointTheInstanceIsZero() {
    assertEquals(
        "{\"started\":1,\"now\":2,\"phases\":[],\"instance\":0,\"cursor\":0,\"series\":[]}",
        SeriesJson.write(1, 2, null, List.of()));
  }

  @Test
  void wholeNumbersAreWrittenWithoutAFraction() {
    Snapshot snapshot =
        new Snapshot(
            1,
            new TreeMap<>(Map.of("service.name", "shop")),
            7,
            9,
            0,
            List.of(
                new SeriesPoints(
                    "x",
                    "By",
                    new TreeMap<>(Map.of("k", "v")),
                    List.of(new Sample(5, 536870912), new Sample(6, 0.25)))));

    assertEquals(
        "{\"started\":1,\"now\":2,\"phases\":[{\"at\":4,\"name\":\"heap\",\"text\":\"grows\"}],"
            + "\"instance\":1,\"resource\":{\"service.name\":\"shop\"},\"last\":7,\"cursor\":9,"
            + "\"dropped\":0,\"series\":[{\"name\":\"x\",\"unit\":\"By\",\"attributes\":"
            + "{\"k\":\"v\"},\"points\":[[5,536870912],[6,0.25]]}]}",
        SeriesJson.write(1, 2, snapshot, List.of(new Phase(4, "heap", "grows"))));
  }

  @Test
  void quotesBackslashesAndControlCharactersAreEscaped() {
    StringBuilder json = new StringBuilder();
    SeriesJson.string(json, "a\"b\\c\nd");

    assertEquals("\"a\\\"b\\\\c\\\\u000ad\"", json.toString());
  }

  @Test
  void aSenderOfPointsCannotBreakLinesOrFillThePage() {
    StringBuilder json = new StringBuilder();

    SeriesJson.string(json, "\u202e\u2028\u009b\ud83d" + "x".repeat(1 << 20));

    assertEquals(
        "\"\\\\u202e\\\\u2028\\\\u009b\\\\ud83d" + "x".repeat(196) + "...\"", json.toString());
  }
}
