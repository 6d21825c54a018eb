package io.github.headroom.it.victim;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.util.Locale;
import java.util.TimeZone;
import java.util.TreeMap;
import javax.management.MBeanServerFactory;

/**
 * Prints {@code ready} and, when its standard input ends, what the JVM's global state has become
 * meanwhile. Needs java.net and javax.net.ssl of java.base opened.
 */
public final class GlobalState {

  private GlobalState() {}

  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Waits for the end of the input.
    }
    for (Object property : new TreeMap<Object, Object>(System.getProperties()).entrySet()) {
      System.out.println("property " + property.toString().replace('\n', ' '));
    }
    System.out.println("security " + security());
    System.out.println("locale " + Locale.getDefault() + " " + TimeZone.getDefault().getID());
    System.out.println("uncaught handler " + Thread.getDefaultUncaughtExceptionHandler());
    System.out.println("streams " + System.out.getClass() + System.err.getClass());
    System.out.println("MBean servers " + MBeanServerFactory.findMBeanServer(null).size());
    System.out.println("cookies " + CookieHandler.getDefault());
    System.out.println("cache " + ResponseCache.getDefault());
    System.out.println("authenticator " + field("java.net.Authenticator", "theAuthenticator"));
    System.out.println("URL handlers " + field("java.net.URL", "factory"));
    System.out.println("socket factory " + field("java.net.Socket", "factory"));
    System.out.println("selector " + ProxySelector.getDefault().getClass().getName());
    System.out.println("TLS " + field("javax.net.ssl.SSLContext", "defaultContext"));
  }

  private static String security() {
    StringBuilder names = new StringBuilder();
    for (java.security.Provider provider : java.security.Security.getProviders()) {
      names.append(provider.getName()).append(' ');
    }
    return names + java.security.Security.getProperty("networkaddress.cache.ttl");
  }

  private static Object field(String type, String name) throws ReflectiveOperationException {
    Field field = Class.forName(type).getDeclaredField(name);
    field.setAccessible(true);
    return field.get(null);
  }
}
