package io.github.headroom.agent.record;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.locate.MemoryCgroup;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.PlatformBeans;
import io.github.headroom.agent.sample.ProcessFiles;
import io.github.headroom.agent.sample.SampleEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The header text of a recording: its writer and the layout of its records, as lines {@code
 * name=value}. Of the command line it has only the main class and {@link HarmlessFlags}, because
 * the rest may hold secrets.
 */
public final class Identity {

  public static final String CONTAINER = "k8s_container_name";
  public static final String SERVICE = "service_name";

  private final StringBuilder text = new StringBuilder(4096);

  private Identity() {}

  /**
   * The text of this JVM's header. What is not known is left out.
   *
   * @param root of the machine, / except in tests
   * @param startedMillis the start of the recording, milliseconds since 1970
   * @param container the name of the container in its Kubernetes pod
   * @param service the configured name of the service
   */
  public static String of(
      Path root,
      String version,
      long startedMillis,
      @Nullable String container,
      @Nullable String service,
      String instanceId,
      @Nullable String containerId,
      @Nullable MemoryCgroup cgroup,
      Figures figures) {
    Identity identity = new Identity();
    identity.line("agent", version);
    identity.line("started", Long.toString(startedMillis));
    identity.line("pid", pid(root));
    identity.line("pid_namespace", pidNamespace(root));
    identity.line("start_ticks", ProcessFiles.startTicks(root, "self"));
    identity.line("command", command());
    identity.line(
        "java",
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    identity.line("directory", System.getProperty("user.dir"));
    identity.line("boot_id", bootId(root));
    identity.line("container_id", containerId);
    identity.line(CONTAINER, container);
    identity.line(SERVICE, service);
    identity.line("service_instance_id", instanceId);
    if (cgroup != null) {
      identity.line("cgroup", cgroup.directory().toString());
      identity.line("cgroup_inode", inode(cgroup.directory()));
    }
    identity.limit("limit_own", figures, Figure.OWN_LIMIT);
    identity.limit("limit_effective", figures, Figure.EFFECTIVE_LIMIT);
    identity.line("verdicts", verdicts());
    identity.line("areas", areas());
    identity.line("fields", SampleEncoder.fields());
    identity.line("tables", SampleEncoder.tables());
    identity.line("flags", flags()); // last: a text that is too long is cut at its end
    return identity.text.toString();
  }

  /** The main class or jar of this JVM, without its arguments. */
  public static String command() {
    String command = System.getProperty("sun.java.command", "");
    int space = command.indexOf(' ');
    return Printable.path(space < 0 ? command : command.substring(0, space));
  }

  /** The PID in the process's own PID namespace, as in hs_err files; null where unreadable. */
  public static @Nullable String pid(Path root) {
    try {
      return Files.readSymbolicLink(root.resolve("proc/self")).toString();
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /**
   * The PID namespace of this process, for example pid:[4026531836] (namespaces(7)); null where
   * unreadable.
   */
  public static @Nullable String pidNamespace(Path root) {
    try {
      return Files.readSymbolicLink(root.resolve("proc/self/ns/pid")).toString();
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /**
   * The boot id, which changes at each boot of the kernel (proc(5), random/boot_id); null where
   * unreadable.
   */
  public static @Nullable String bootId(Path root) {
    try {
      byte[] id = Files.readAllBytes(root.resolve("proc/sys/kernel/random/boot_id"));
      return new String(id, StandardCharsets.ISO_8859_1).trim();
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /**
   * The inode of a cgroup's directory. It distinguishes the cgroup from a later one of the same
   * path; null where unreadable.
   */
  public static @Nullable String inode(Path directory) {
    try {
      return String.valueOf(Files.getAttribute(directory, "unix:ino"));
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private void limit(String name, Figures figures, Figure figure) {
    if (figures.known(figure)) {
      line(name, Long.toString(figures.whole(figure)));
    }
  }

  /** Appends a line; leaves out what is not known. */
  private void line(String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      text.append(name).append('=').append(Printable.line(value)).append('\n');
    }
  }

  private static String flags() {
    try {
      return HarmlessFlags.of(PlatformBeans.ofThisJvm().runtime().getInputArguments());
    } catch (LinkageError e) { // a Java image without java.management
      return "";
    }
  }

  private static String verdicts() {
    StringBuilder words = new StringBuilder();
    for (Verdict verdict : Verdict.values()) {
      words.append(words.length() == 0 ? "" : " ").append(verdict.word());
    }
    return words.toString();
  }

  private static String areas() {
    StringBuilder words = new StringBuilder();
    for (MemoryArea area : MemoryArea.values()) {
      words.append(words.length() == 0 ? "" : " ").append(area.word());
    }
    return words.toString();
  }
}
