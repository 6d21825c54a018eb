package io.github.headroom.agent.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentArgumentTest {

  @Test
  void entriesAreSeparatedByCommas() {
    Settings settings =
        Reading.ofArgument("otel.service.name=shop,otel.metric.export.interval=5s").settings();

    assertEquals("shop", settings.serviceName());
    assertEquals(5000, settings.exportIntervalMillis());
  }

  @Test
  void headroomMayBeLeftOut() {
    assertEquals(2000, Reading.ofArgument("sample.interval=2s").settings().sampleIntervalMillis());
  }

  @Test
  void aCommaInAValueIsEscapedByABackslash() {
    Settings settings =
        Reading.ofArgument("otel.resource.attributes=a=1\\,b=2,otel.service.name=shop").settings();

    assertEquals(Map.of("a", "1", "b", "2"), settings.resourceAttributes());
    assertEquals("shop", settings.serviceName());
  }

  @Test
  void aBackslashMayBeEscapedByABackslash() {
    assertEquals(
        "a\\b\\", Reading.ofArgument("otel.service.name=a\\\\b\\\\").settings().serviceName());
  }

  @Test
  void anyOtherBackslashStandsForItself() {
    assertEquals(
        "C:\\new\\table",
        Reading.ofArgument("otel.service.name=C:\\new\\table").settings().serviceName());
  }

  @Test
  void aBackslashAtTheEndStandsForItself() {
    assertEquals("a\\", Reading.ofArgument("otel.service.name=a\\").settings().serviceName());
  }

  @Test
  void whiteSpaceAroundNamesAndValuesIsDropped() {
    assertEquals(
        "shop", Reading.ofArgument(" otel.service.name = shop , ").settings().serviceName());
  }

  @Test
  void theLaterOfTwoEntriesCounts() {
    assertEquals(
        "b",
        Reading.ofArgument("otel.service.name=a,otel.service.name=b").settings().serviceName());
  }

  @Test
  void anEqualsSignInAValueIsKept() {
    assertEquals("a=b", Reading.ofArgument("otel.service.name=a=b").settings().serviceName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", ",,, ,"})
  void onlySeparatorsAreNoProblem(String argument) {
    assertEquals(List.of(), Reading.ofArgument(argument).problems());
  }

  @Test
  void anEntryWithoutEqualsSignIsNamed() {
    assertEquals(
        List.of(
            "agent argument: expected name=value as entry 2, found \"debug\"; it is ignored"
                + " (a comma inside a value is written \\,)"),
        Reading.ofArgument("enabled=true,debug").problems());
  }

  @Test
  void anUnknownNameIsNamedWithTheNearest() {
    assertEquals(
        List.of(
            "agent argument: \"loglevel\" is no setting of Headroom; it is ignored;"
                + " the nearest is headroom.log.level (a comma inside a value is written \\,)"),
        Reading.ofArgument("loglevel=debug").problems());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otel.exporter.otlp.headers=a=1,hunter2",
        "otel.exporter.otlp.headers=a=1,hunter2=x",
        "otel.exporter.otlp.metrics.headers=a=1,x=hunter2,hunter2",
      })
  void theRestOfAHeaderThatAnUnescapedCommaCutOffIsNotRepeated(String argument) {
    Reading reading = Reading.ofArgument(argument);

    assertFalse(reading.problems().isEmpty());
    assertFalse(reading.problems().toString().contains("hunter2"), reading.problems()::toString);
  }

  @Test
  void anArgumentBeyondAnyReasonIsIgnored() {
    Reading reading = Reading.ofArgument("otel.service.name=shop," + "x".repeat(70_000));

    assertEquals("unknown_service:java", reading.settings().serviceName());
    assertEquals(
        List.of("agent argument: expected at most 65536 characters, found 70023; it is ignored"),
        reading.problems());
  }

  @Test
  void thousandsOfWrongEntriesAreLoggedInAFewLines() {
    Reading reading = Reading.ofArgument("x,".repeat(20_000));

    assertEquals(21, reading.problems().size());
    assertEquals("19980 more problems with the settings", reading.problems().get(20));
  }

  @Test
  void controlCharactersInANameAreEscaped() {
    String problem = Reading.ofArgument("a\r\n\u001bb=1").problems().get(0);

    assertTrue(problem.startsWith("agent argument: \"a\\r\\n\\u001bb\" is no setting"), problem);
  }
}
