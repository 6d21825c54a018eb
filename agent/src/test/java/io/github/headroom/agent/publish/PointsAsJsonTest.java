package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class PointsAsJsonTest {

  private final PointsAsJson points = new PointsAsJson();

  @Test
  void theCgroupIsDescribedByVersionPathAndReason() {
    JsonObject cgroup = document("v2", "/sys/fs/cgroup/app", "why").getAsJsonObject("cgroup");
    assertEquals("v2", cgroup.get("version").getAsString());
    assertEquals("/sys/fs/cgroup/app", cgroup.get("path").getAsString());
    assertEquals("why", cgroup.get("reason").getAsString());
  }

  @Test
  void withoutPointsTheMetricsAreAnEmptyList() {
    assertEquals(0, document("v1", "/", "").getAsJsonArray("metrics").size());
  }

  @Test
  void aPointIsPrintedWithNameUnitAttributesAndValue() {
    points.whole(Metric.MEMORY_EVENTS, 3, "headroom.memory.event", "oom");
    JsonObject point = document("v2", "/", "").getAsJsonArray("metrics").get(0).getAsJsonObject();
    assertEquals("headroom.container.memory.events", point.get("name").getAsString());
    assertEquals("{event}", point.get("unit").getAsString());
    assertEquals(
        "oom", point.getAsJsonObject("attributes").get("headroom.memory.event").getAsString());
    assertEquals(3, point.get("value").getAsLong());
  }

  @Test
  void aTruthValueIsNoText() {
    points.whole(Metric.JVM_THREAD_COUNT, 3, "jvm.thread.daemon", true);
    JsonElement daemon =
        document("v2", "/", "")
            .getAsJsonArray("metrics")
            .get(0)
            .getAsJsonObject()
            .getAsJsonObject("attributes")
            .get("jvm.thread.daemon");
    assertTrue(daemon.getAsJsonPrimitive().isBoolean());
  }

  @Test
  void quotesAndBackslashesComeThroughAndControlCharactersAsEscapes() {
    String nasty = "a\"b\\c\nd\te\u0001f\u007fg é 漢";
    assertEquals(
        "a\"b\\c\\nd\\te\\u0001f\\u007fg é 漢",
        document("v2", nasty, "").getAsJsonObject("cgroup").get("path").getAsString());
  }

  @Test
  void everyPointOfASampleThatKnowsEverythingIsThereWithItsNumber() {
    Sample sample = SampleBuilder.everythingKnown();
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    Metric.all(new Observation(sample, figures), true, points);
    JsonArray metrics = document("v2", "/", "").getAsJsonArray("metrics");
    var expected = RecordedPoints.of(sample).points.values().iterator();
    for (JsonElement metric : metrics) {
      assertEquals(
          expected.next().doubleValue(), metric.getAsJsonObject().get("value").getAsDouble());
    }
    assertTrue(!expected.hasNext());
  }

  private JsonObject document(String version, String directory, String reason) {
    JsonReader reader =
        new JsonReader(new StringReader(points.document(version, directory, reason)));
    reader.setStrictness(Strictness.STRICT);
    return JsonParser.parseReader(reader).getAsJsonObject();
  }
}
