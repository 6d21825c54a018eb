package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import org.junit.jupiter.api.Test;

class OwnSendersTest {

  private final OwnSenders senders = new OwnSenders("http://collector:4318/v1/metrics", null);

  @Test
  void anOrdinaryEndpointIsTheBuildersToo() {
    assertEquals("http://collector:4318/v1/metrics", senders.endpointForBuilder());
  }

  @Test
  void aHostWithAnUnderscoreIsKeptFromTheBuilderThatWouldAskJavaNetUrl() {
    OwnSenders underscore = new OwnSenders("https://otel_collector:4318/v1/metrics", null);

    assertEquals("https://localhost", underscore.endpointForBuilder());
  }

  @Test
  void bothSendersAreOurs() {
    assertInstanceOf(OwnSenders.class, senders.load(HttpSenderProvider.class).iterator().next());
    assertInstanceOf(OwnSenders.class, senders.load(GrpcSenderProvider.class).iterator().next());
  }

  @Test
  void nothingElseIsGiven() {
    assertFalse(senders.load(Compressor.class).iterator().hasNext());
  }
}
