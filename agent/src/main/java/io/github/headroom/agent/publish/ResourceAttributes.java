package io.github.headroom.agent.publish;

import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of the OTLP resource, with the names of OpenTelemetry's semantic conventions.
 * {@link OtlpAttributes} adds telemetry.sdk.*.
 *
 * <p>Unknown attributes are absent. {@code otel.resource.attributes} overrides what is detected
 * here, and {@code otel.service.name} overrides both.
 */
public final class ResourceAttributes {

  /**
   * The most characters of a key or a value. This is more than for other text from outside, because
   * stores join series by these values, and a pod name may have 253 characters.
   */
  public static final int MOST = 1024;

  /**
   * The most bytes read from a /proc file. The relevant part of the three files has fewer than 80.
   */
  private static final int MAX_BYTES = 512;

  private static final String SERVICE_NAME = "service.name";

  /** Identifies one JVM: its time series, its events, and its recording. */
  public static final String SERVICE_INSTANCE_ID = "service.instance.id";

  private ResourceAttributes() {}

  /**
   * Returns the resource of this JVM.
   *
   * @param root the root of /proc, usually {@code /}
   * @param containerId null if unknown
   */
  public static Map<String, Object> of(Settings settings, Path root, @Nullable String containerId) {
    Properties jvm = null;
    Map<String, String> environment = null;
    try {
      jvm = System.getProperties();
      environment = System.getenv();
    } catch (SecurityException e) {
      // The settings reader has logged this. The attributes are left out here.
    }
    return of(
        settings,
        jvm == null ? new Properties() : jvm,
        environment == null ? new LinkedHashMap<String, String>() : environment,
        root,
        containerId);
  }

  /**
   * Returns the resource of the OpenTelemetry agent in this JVM, unchanged: a different
   * service.instance.id would give one JVM two identities in a store. Adds an ID if there is none.
   *
   * @param root the root of /proc, usually {@code /}
   */
  public static Map<String, Object> shared(Map<String, Object> resource, Path root) {
    Map<String, Object> attributes = new LinkedHashMap<>(resource);
    if (!attributes.containsKey(SERVICE_INSTANCE_ID)) {
      attributes.put(SERVICE_INSTANCE_ID, randomUuid(root));
    }
    return attributes;
  }

  /** Returns the resource of a JVM with these system properties, environment and /proc. */
  static Map<String, Object> of(
      Settings settings,
      Properties jvm,
      Map<String, String> environment,
      Path root,
      @Nullable String containerId) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    put(attributes, SERVICE_NAME, settings.serviceName());
    if (!settings.resourceAttributes().containsKey(SERVICE_INSTANCE_ID)) {
      attributes.put(SERVICE_INSTANCE_ID, randomUuid(root));
    }
    put(attributes, "container.id", containerId);
    // Pod specifications set these variables with the downward API.
    put(attributes, "k8s.pod.name", environment.get("K8S_POD_NAME"));
    put(attributes, "k8s.namespace.name", environment.get("K8S_NAMESPACE_NAME"));
    put(attributes, "k8s.node.name", environment.get("K8S_NODE_NAME"));
    put(attributes, "k8s.container.name", environment.get("K8S_CONTAINER_NAME"));
    // Not InetAddress.getLocalHost(), which may wait for DNS.
    String host = line(root.resolve("proc/sys/kernel/hostname"));
    put(attributes, "host.name", host != null ? host : environment.get("HOSTNAME"));
    put(attributes, "host.arch", arch(jvm.getProperty("os.arch")));
    operatingSystem(attributes, jvm);
    putPid(attributes, root);
    put(attributes, "process.runtime.name", jvm.getProperty("java.runtime.name"));
    put(attributes, "process.runtime.version", jvm.getProperty("java.runtime.version"));
    put(
        attributes,
        "process.runtime.description",
        join(
            jvm.getProperty("java.vm.vendor"),
            jvm.getProperty("java.vm.name"),
            jvm.getProperty("java.vm.version")));
    attributes.put("telemetry.distro.name", "headroom-agent");
    put(
        attributes,
        "telemetry.distro.version",
        ResourceAttributes.class.getPackage().getImplementationVersion());
    for (Map.Entry<String, String> given : settings.resourceAttributes().entrySet()) {
      if (!given.getKey().equals(SERVICE_NAME)) {
        put(attributes, given.getKey(), given.getValue());
      }
    }
    return attributes;
  }

  private static void put(Map<String, Object> attributes, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      attributes.put(Printable.cut(name, MOST), Printable.cut(value, MOST));
    }
  }

  private static void operatingSystem(Map<String, Object> attributes, Properties jvm) {
    String name = jvm.getProperty("os.name");
    if (name == null) {
      return;
    }
    String type = null;
    if (name.startsWith("Linux")) {
      type = "linux";
    } else if (name.startsWith("Mac")) {
      type = "darwin";
    } else if (name.startsWith("Windows")) {
      type = "windows";
    } else if (name.startsWith("AIX")) {
      type = "aix";
    }
    put(attributes, "os.type", type);
    put(attributes, "os.description", join(name, jvm.getProperty("os.version")));
  }

  /** Returns the convention's spelling if it has one, else the JVM's. */
  private static @Nullable String arch(@Nullable String jvm) {
    if ("x86_64".equals(jvm)) {
      return "amd64";
    }
    return "aarch64".equals(jvm) ? "arm64" : jvm;
  }

  /**
   * Adds the process ID in the process's own namespace: the first field of /proc/self/stat, see
   * proc(5). The name of the RuntimeMXBean also contains it, but loads more classes and may query
   * DNS.
   */
  private static void putPid(Map<String, Object> attributes, Path root) {
    String stat = line(root.resolve("proc/self/stat"));
    int space = stat == null ? -1 : stat.indexOf(' ');
    if (stat != null && space > 0) {
      try {
        attributes.put("process.pid", Long.parseLong(stat.substring(0, space)));
      } catch (NumberFormatException e) {
        // Not a proc(5) file: the process ID is unknown.
      }
    }
  }

  /**
   * Returns a UUID from the kernel, see random(4). UUID.randomUUID would load the JVM's security
   * providers.
   */
  private static String randomUuid(Path root) {
    String uuid = line(root.resolve("proc/sys/kernel/random/uuid"));
    return uuid != null && uuid.length() == 36 ? uuid : UUID.randomUUID().toString();
  }

  private static @Nullable String join(@Nullable String... parts) {
    StringBuilder joined = new StringBuilder();
    for (String part : parts) {
      if (part != null && !part.isEmpty()) {
        joined.append(joined.length() == 0 ? "" : " ").append(part);
      }
    }
    return joined.length() == 0 ? null : joined.toString();
  }

  /** Returns the first line of a file, or null if the file cannot be read or the line is empty. */
  private static @Nullable String line(Path file) {
    byte[] buffer = new byte[MAX_BYTES];
    int length = 0;
    try (InputStream in = Files.newInputStream(file)) {
      int read = in.read(buffer);
      while (read > 0) {
        length += read;
        read = length < buffer.length ? in.read(buffer, length, buffer.length - length) : -1;
      }
    } catch (IOException | SecurityException e) {
      return null;
    }
    int end = 0;
    while (end < length && buffer[end] != '\n') {
      end++;
    }
    String line = new String(buffer, 0, end, StandardCharsets.UTF_8).trim();
    return line.isEmpty() ? null : line;
  }
}
