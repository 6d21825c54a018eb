package io.github.headroom.agent.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
  private static final String DEFAULT = "http://localhost:4318/v1/metrics";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "collector",
        "collector:4318",
        "//collector:4318",
        "http:/collector",
        "http://",
        "http:///path",
        "http://:4318",
        "http://collector:0",
        "http://collector:65536",
        "http://collector:-1",
        "http://collector:4318x",
        "http://collector:999999999999",
        "http://collector:4294967376",
        "http://a:b:4318",
        "http://[::1",
        "http://[::1]x:4318",
        "http://coll ector",
        "http://collector/a b",
        "http://collector/%zz",
        "http://coll\rector",
        "http://coll\u0000ector",
        "http://collector/\nX-Evil: 1",
        "https://<host>:4318",
        "${OTEL_ENDPOINT}",
        "http://${HOST}:4318",
        "unix:///run/otel.sock",
        "localhost",
        "http//collector:4318",
      })
  void whatIsNoUrlOfACollectorIsNamedAndTheDefaultTaken(String value) {
    Reading reading = Reading.ofProperty(ENDPOINT, value);

    assertEquals(DEFAULT, reading.settings().metrics().endpoint());
    assertEquals(1, reading.problems().size(), reading.problems()::toString);
  }

  @Test
  void theProblemNamesWhatWasFoundAndWhatIsTaken() {
    assertEquals(
        List.of(
            "otel.exporter.otlp.endpoint (system property): expected a URL such as"
                + " http://collector:4318 with scheme http or https, found \"collector:4318\"; "
                + DEFAULT
                + " is used"),
        Reading.ofProperty(ENDPOINT, "collector:4318").problems());
  }

  @Test
  void aWrongEndpointForMetricsLeavesTheGeneralOne() {
    Reading reading =
        Reading.ofProperties(
            Map.of(
                "otel.exporter.otlp.metrics.endpoint",
                "nonsense",
                ENDPOINT,
                "http://general:4318"));

    assertEquals("http://general:4318/v1/metrics", reading.settings().metrics().endpoint());
    assertEquals(1, reading.problems().size());
  }

  @Test
  void credentialsInTheUrlAreDroppedAndNotRepeated() {
    Reading reading = Reading.ofProperty(ENDPOINT, "https://user:hunter2@collector:4318/x");

    assertEquals("https://collector:4318/x/v1/metrics", reading.settings().metrics().endpoint());
    assertEquals(
        List.of(
            "otel.exporter.otlp.endpoint (system property): user and password in the URL are not"
                + " sent; otel.exporter.otlp.headers can hold an Authorization header"),
        reading.problems());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://user:hunter2@collector",
        "user:hunter2@collector",
        "http://collector?key=hunter2",
        "http://user:hunter2@",
        "http://user:hunter2@collector:x",
        "http://user:hunter2@@collector:x",
      })
  void aSecretInAWrongUrlIsNotRepeated(String value) {
    Reading reading = Reading.ofProperty(ENDPOINT, value);

    assertFalse(reading.problems().isEmpty());
    assertFalse(reading.problems().toString().contains("hunter2"), reading.problems()::toString);
  }

  @Test
  void anAtSignInThePathIsNoCredential() {
    Reading reading = Reading.ofProperty(ENDPOINT, "http://collector/team@shop");

    assertEquals("http://collector/team@shop/v1/metrics", reading.settings().metrics().endpoint());
    assertEquals(List.of(), reading.problems());
  }

  @Test
  void thePortOfTheOtherProtocolIsTakenAndHintedAt() {
    Reading reading = Reading.ofProperty(ENDPOINT, "http://collector:4317");

    assertEquals("http://collector:4317/v1/metrics", reading.settings().metrics().endpoint());
    assertEquals(
        List.of(
            "otel.exporter.otlp.endpoint (system property): port 4317 is usually grpc's and the"
                + " protocol is http/protobuf; see otel.exporter.otlp.protocol"),
        reading.problems());
  }

  @Test
  void theDefaultForGrpcIsItsPort() {
    assertEquals(
        "http://localhost:4317",
        Reading.ofProperty("otel.exporter.otlp.protocol", "grpc").settings().metrics().endpoint());
  }

  @Test
  void aHugeUrlIsQuotedShort() {
    Reading reading = Reading.ofProperty(ENDPOINT, "http://" + "é ".repeat(10_000));

    assertEquals(DEFAULT, reading.settings().metrics().endpoint());
    assertEquals(1, reading.problems().size());
    assertFalse(reading.problems().get(0).length() > 400);
  }
}
