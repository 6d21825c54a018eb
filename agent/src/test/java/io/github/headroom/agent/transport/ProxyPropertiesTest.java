package io.github.headroom.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxyPropertiesTest {

  private final Map<String, String> properties = new HashMap<>();

  @Test
  void withoutPropertiesThereIsNoProxy() {
    assertSame(Proxy.NO_PROXY, choose("http://collector:4318"));
  }

  @Test
  void eachSchemeHasItsOwnProxy() {
    properties.put("http.proxyHost", "plain");
    properties.put("http.proxyPort", "3128");
    properties.put("https.proxyHost", "secure");

    assertProxy(Proxy.Type.HTTP, "plain", 3128, choose("http://collector"));
    assertProxy(Proxy.Type.HTTP, "secure", 443, choose("https://collector"));
  }

  @Test
  void anHttpProxyGoesBeforeASocksProxy() {
    properties.put("socksProxyHost", "socks");
    assertProxy(Proxy.Type.SOCKS, "socks", 1080, choose("http://collector"));

    properties.put("http.proxyHost", "plain");
    assertProxy(Proxy.Type.HTTP, "plain", 80, choose("http://collector"));
    assertProxy(Proxy.Type.SOCKS, "socks", 1080, choose("https://collector"));
  }

  @Test
  void anEmptyHostIsNoProxy() {
    properties.put("http.proxyHost", "");

    assertSame(Proxy.NO_PROXY, choose("http://collector"));
  }

  @Test
  void aGarbagePortIsTheDefaultOne() {
    properties.put("http.proxyHost", "plain");
    properties.put("http.proxyPort", "many");

    assertProxy(Proxy.Type.HTTP, "plain", 80, choose("http://collector"));
  }

  @Test
  void loopbackIsNotProxiedWhereNoListIsSet() {
    properties.put("http.proxyHost", "plain");

    assertSame(Proxy.NO_PROXY, choose("http://localhost:4318"));
    assertSame(Proxy.NO_PROXY, choose("http://127.0.0.9:4318"));
    assertSame(Proxy.NO_PROXY, choose("http://[::1]:4318"));
  }

  @Test
  void aListIsAddedToTheLocalOneAndHoldsForHttpsToo() {
    properties.put("https.proxyHost", "secure");
    properties.put("http.nonProxyHosts", "*.cluster.local|10.*|exact");

    assertSame(Proxy.NO_PROXY, choose("https://otel.cluster.local"));
    assertSame(Proxy.NO_PROXY, choose("https://OTEL.Cluster.Local"));
    assertSame(Proxy.NO_PROXY, choose("https://10.1.2.3"));
    assertSame(Proxy.NO_PROXY, choose("https://exact"));
    assertSame(Proxy.NO_PROXY, choose("https://localhost"));
    assertProxy(Proxy.Type.HTTP, "secure", 443, choose("https://exactly"));
    assertProxy(Proxy.Type.HTTP, "secure", 443, choose("https://cluster.local.example"));
  }

  @Test
  void anEmptyListProxiesEvenLoopback() {
    properties.put("http.proxyHost", "plain");
    properties.put("http.nonProxyHosts", "");

    assertProxy(Proxy.Type.HTTP, "plain", 80, choose("http://localhost"));
  }

  @Test
  void aStarAloneExcludesEverything() {
    properties.put("http.proxyHost", "plain");
    properties.put("http.nonProxyHosts", "*");

    assertSame(Proxy.NO_PROXY, choose("http://collector"));
  }

  private Proxy choose(String address) {
    ProxyProperties proxies =
        new ProxyProperties() {
          @Override
          String property(String name) {
            return properties.get(name);
          }
        };
    return proxies.choose(HttpAddress.of(URI.create(address)));
  }

  private static void assertProxy(Proxy.Type type, String host, int port, Proxy proxy) {
    assertEquals(new Proxy(type, InetSocketAddress.createUnresolved(host, port)), proxy);
  }
}
