package io.github.headroom.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.Test;

class HttpAddressTest {

  @Test
  void anAddressIsTakenApart() {
    HttpAddress endpoint = of("https://collector.example:4318/v1/metrics?tenant=a%20b");

    assertTrue(endpoint.secure);
    assertEquals("collector.example", endpoint.host);
    assertEquals(4318, endpoint.port);
    assertEquals("collector.example:4318", endpoint.authority);
    assertEquals("/v1/metrics?tenant=a%20b", endpoint.target);
    assertNull(endpoint.authorization);
  }

  @Test
  void theSchemeGivesThePortThatIsNotNamed() {
    assertEquals(80, of("http://a").port);
    assertEquals(443, of("https://a").port);
    assertEquals("a", of("http://a").authority);
  }

  @Test
  void anEmptyPathIsTheRoot() {
    assertEquals("/", of("http://a:1").target);
    assertEquals("/?q=1", of("http://a:1?q=1").target);
  }

  @Test
  void anIpv6AddressLosesItsBracketsButInTheHostHeader() {
    HttpAddress endpoint = of("http://[2001:db8::1]:4318/");

    assertEquals("2001:db8::1", endpoint.host);
    assertEquals("[2001:db8::1]:4318", endpoint.authority);
    assertEquals("[2001:db8::1]:4318", endpoint.hostAndPort());
    assertEquals(80, of("http://[::1]/").port);
  }

  @Test
  void aNameWithAnUnderscoreIsAName() {
    HttpAddress endpoint = of("http://otel_collector:4318/v1/metrics");

    assertEquals("otel_collector", endpoint.host);
    assertEquals(4318, endpoint.port);
  }

  @Test
  void theUserPartIsDecodedAndNotSentInTheHostHeader() {
    HttpAddress endpoint = of("http://user:p%40ss@a:1/");

    assertEquals("Basic dXNlcjpwQHNz", endpoint.authorization);
    assertEquals("a:1", endpoint.authority);
    assertEquals("a", endpoint.host);
  }

  @Test
  void anotherSchemeIsRefused() {
    assertEquals(
        "endpoint: expected http:// or https://, found ftp",
        assertThrows(IllegalArgumentException.class, () -> of("ftp://a")).getMessage());
  }

  @Test
  void anAddressWithoutAHostIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> of("http:///path"));
    assertThrows(IllegalArgumentException.class, () -> of("http:opaque"));
    assertThrows(IllegalArgumentException.class, () -> of("http://:4318/"));
  }

  @Test
  void aPortOutOfRangeIsRefused() {
    assertEquals(
        "endpoint: expected a port from 1 to 65535 in a_b:70000, found 70000",
        assertThrows(IllegalArgumentException.class, () -> of("http://a_b:70000")).getMessage());
    assertThrows(IllegalArgumentException.class, () -> of("http://a_b:x"));
    assertFalse(of("http://a:").secure);
  }

  private static HttpAddress of(String address) {
    return HttpAddress.of(URI.create(address));
  }
}
