package io.github.headroom.agent.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

  private static final String HEADERS = "otel.exporter.otlp.headers";

  @Test
  void theOrderIsTheUsers() {
    Map<String, String> headers =
        Reading.ofProperty(HEADERS, "z=1,a=2,m=3").settings().metrics().headers();

    assertEquals(List.of("z", "a", "m"), new ArrayList<>(headers.keySet()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%0d%0aX-Evil:%201", "a%0Ab", "a\rb", "a\nb", "a%00b", "a%7Fb", "%C3%A9", "é"})
  void aValueThatIsNotPrintableAsciiIsNotSent(String value) {
    Reading reading = Reading.ofProperty(HEADERS, "bad=" + value + "x,good=1");

    assertEquals(Map.of("good", "1"), reading.settings().metrics().headers());
    assertEquals(
        List.of(
            "otel.exporter.otlp.headers (system property):"
                + " expected printable ASCII in the value of bad; it is not sent"),
        reading.problems());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a:b", "a\r\nb", "(a)", "é", "a\u0000b"})
  void aNameThatIsNoTokenIsNotSent(String name) {
    Reading reading = Reading.ofProperty(HEADERS, "x=1," + name + "=hunter2");

    assertEquals(Map.of("x", "1"), reading.settings().metrics().headers());
    assertEquals(
        List.of(
            "otel.exporter.otlp.headers (system property):"
                + " expected a header name before each =; one entry is not sent"),
        reading.problems());
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%2", "%zz", "a%", "%%41", "%-1", "%+1"})
  void aValueWithABadEscapeIsNotSent(String value) {
    Reading reading = Reading.ofProperty(HEADERS, "bad=" + value + ",good=1");

    assertEquals(Map.of("good", "1"), reading.settings().metrics().headers());
    assertEquals(
        List.of(
            "otel.exporter.otlp.headers (system property):"
                + " expected two hexadecimal digits after % in the value of bad; it is not sent"),
        reading.problems());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "a=1,hunter2",
        "=hunter2",
        "a=hunter2%zz",
        "a=hunter2%0a",
        "a b=hunter2",
        "é=hunter2"
      })
  void noProblemRepeatsAValue(String value) {
    Reading reading = Reading.ofProperty(HEADERS, value);

    assertFalse(reading.problems().isEmpty());
    assertFalse(reading.problems().toString().contains("hunter2"), reading.problems()::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", " , ,"})
  void onlySeparatorsAreNoHeadersAndNoProblem(String value) {
    Reading reading = Reading.ofProperty(HEADERS, value);

    assertEquals(Map.of(), reading.settings().metrics().headers());
    assertEquals(List.of(), reading.problems());
  }
}
