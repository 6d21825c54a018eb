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
 * Who sends: the attributes of the OTLP resource, by the names of OpenTelemetry's semantic
 * conventions. telemetry.sdk.* are the SDK's own.
 *
 * <p>What is not known is absent. {@code otel.resource.attributes} wins over what is detected here,
 * {@code otel.service.name} over both.
 */
public final class ResourceAttributes {

  /**
   * Characters of a value, and of a key. More than a piece has: the store joins by these, and the
   * name of a pod may have 253.
   */
  public static final int MOST = 1024;

  /** Bytes of a /proc file; the three that are read hold less than 80 in what counts of them. */
  private static final int MAX_BYTES = 512;

  private static final String SERVICE_NAME = "service.name";

  /** Names one JVM: its series and its events, and the recording that it leaves. */
  public static final String SERVICE_INSTANCE_ID = "service.instance.id";

  private ResourceAttributes() {}

  /**
   * The resource of this JVM.
   *
   * @param root what /proc is looked up under, {@code /} as a rule
   * @param containerId null where none is known
   */
  public static Map<String, Object> of(Settings settings, Path root, @Nullable String containerId) {
    Properties jvm = null;
    Map<String, String> environment = null;
    try {
      jvm = System.getProperties();
      environment = System.getenv();
    } catch (SecurityException e) {
      // The reader of the settings has said it; here the attributes are left out.
    }
    return of(
        settings,
        jvm == null ? new Properties() : jvm,
        environment == null ? new LinkedHashMap<String, String>() : environment,
        root,
        containerId);
  }

  /**
   * The resource of the OpenTelemetry agent in this JVM, as it is: with another one of the same
   * service.instance.id a store would have two of what is to be one. Where it has no such id, it
   * gets one.
   *
   * @param root what /proc is looked up under, {@code /} as a rule
   */
  public static Map<String, Object> shared(Map<String, Object> resource, Path root) {
    Map<String, Object> attributes = new LinkedHashMap<>(resource);
    if (!attributes.containsKey(SERVICE_INSTANCE_ID)) {
      attributes.put(SERVICE_INSTANCE_ID, randomUuid(root));
    }
    return attributes;
  }

  /** The resource of a JVM with these system properties, environment and /proc. */
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
    // Variables that pod specifications fill by the downward API.
    put(attributes, "k8s.pod.name", environment.get("K8S_POD_NAME"));
    put(attributes, "k8s.namespace.name", environment.get("K8S_NAMESPACE_NAME"));
    put(attributes, "k8s.node.name", environment.get("K8S_NODE_NAME"));
    put(attributes, "k8s.container.name", environment.get("K8S_CONTAINER_NAME"));
    // Never InetAddress.getLocalHost(), which may wait for DNS.
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

  /** The convention's spelling where it has one, else the JVM's. */
  private static @Nullable String arch(@Nullable String jvm) {
    if ("x86_64".equals(jvm)) {
      return "amd64";
    }
    return "aarch64".equals(jvm) ? "arm64" : jvm;
  }

  /**
   * The pid in the process's own namespace: the first field of /proc/self/stat, see proc(5). The
   * RuntimeMXBean's name has it too but costs its classes and may ask DNS.
   */
  private static void putPid(Map<String, Object> attributes, Path root) {
    String stat = line(root.resolve("proc/self/stat"));
    int space = stat == null ? -1 : stat.indexOf(' ');
    if (stat != null && space > 0) {
      try {
        attributes.put("process.pid", Long.parseLong(stat.substring(0, space)));
      } catch (NumberFormatException e) {
        // Not a proc(5) file: the pid is not known.
      }
    }
  }

  /** From the kernel, see random(4): UUID.randomUUID loads the JVM's security providers. */
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

  /** The beginning of a file up to its first line end; null if it cannot be had or is empty. */
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
