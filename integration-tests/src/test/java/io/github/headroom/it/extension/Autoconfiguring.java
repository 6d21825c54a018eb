package io.github.headroom.it.extension;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.net.URL;
import java.util.Enumeration;

/**
 * An application that configures an SDK of its own, and prints which files of its class path name
 * services of OpenTelemetry for it.
 */
public final class Autoconfiguring {

  private Autoconfiguring() {}

  public static void main(String[] services) throws Exception {
    AutoConfiguredOpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.initialize();
    sdk.getOpenTelemetrySdk().getMeter("app").counterBuilder("app.starts").build().add(1);
    for (String service : services) {
      Enumeration<URL> files =
          ClassLoader.getSystemResources("META-INF/services/io.opentelemetry." + service);
      while (files.hasMoreElements()) {
        System.out.println(files.nextElement());
      }
    }
    System.out.println("configured");
  }
}
