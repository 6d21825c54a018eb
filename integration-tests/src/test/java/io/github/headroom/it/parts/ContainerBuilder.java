package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.Gson;
import io.github.headroom.it.parts.Container.Namespace;
import io.github.headroom.it.parts.Container.OciRuntime;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How a {@link Container} is to be, and its start. */
public final class ContainerBuilder {

  private static final Path HIERARCHIES = Path.of("/sys/fs/cgroup");
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final OciRuntime runtime;
  private final String name =
      "headroom-it-" + ProcessHandle.current().pid() + "-c" + COUNT.incrementAndGet();
  private final Map<String, Object> memory = new LinkedHashMap<>();
  private final Map<String, String> environment = new TreeMap<>();
  private String cgroup = "/" + name;
  private Namespace namespace = Namespace.PRIVATE;
  private int user;
  private boolean readOnlyRoot;
  private final List<Map<String, Object>> mounts = new ArrayList<>();

  ContainerBuilder(OciRuntime runtime) {
    this.runtime = runtime;
    environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("HEADROOM_METRICS", "full");
  }

  public ContainerBuilder namespace(Namespace namespace) {
    this.namespace = namespace;
    return this;
  }

  /** Its cgroup as the machine names it, without spaces; without this one of its own at the top. */
  public ContainerBuilder cgroup(String cgroup) {
    this.cgroup = cgroup;
    return this;
  }

  /** The memory limit in bytes; without this there is none. */
  public ContainerBuilder limit(long bytes) {
    memory.put("limit", bytes);
    return this;
  }

  /** The limit of memory and swap together, in bytes; set after {@link #limit}. */
  public ContainerBuilder memoryAndSwapLimit(long bytes) {
    memory.put("swap", bytes);
    return this;
  }

  /** The environment is this, PATH and HEADROOM_METRICS=full. */
  public ContainerBuilder environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** User and group; without this root. */
  public ContainerBuilder user(int id) {
    user = id;
    return this;
  }

  public ContainerBuilder readOnlyRoot() {
    readOnlyRoot = true;
    return this;
  }

  /** A new tmpfs over a directory; {@code option} is {@code rw} or {@code ro}. */
  public ContainerBuilder tmpfs(String directory, String option) {
    mounts.add(mount(directory, "tmpfs", "nosuid", "nodev", option));
    return this;
  }

  /** The file as Kubernetes mounts it for the container's termination message. */
  public ContainerBuilder terminationLog(Path file) {
    // A /dev of its own: the place to mount on would be made in the machine's.
    mounts.add(mount("/dev", "tmpfs", "nosuid", "mode=755"));
    mounts.add(
        Map.of(
            "destination",
            "/dev/termination-log",
            "type",
            "bind",
            "source",
            file.toString(),
            "options",
            List.of("bind", "rw")));
    return this;
  }

  /** Starts it; the test is skipped where it cannot be. */
  public Container start(List<String> command) throws IOException {
    Path program = Lab.command(runtime.command(), runtime.command());
    if (!System.getProperty("user.name").equals("root")) {
      return abort("no container: needs root");
    }
    String wanted = runtime == OciRuntime.RUNC ? "memory/memory.stat" : "cgroup.controllers";
    if (!Files.exists(HIERARCHIES.resolve(wanted))) {
      return abort("no container of " + runtime.command() + ": no " + wanted + " here");
    }
    Path bundle = Files.createTempDirectory("headroom-it-container");
    Files.createDirectory(bundle.resolve("rootfs"));
    Files.writeString(bundle.resolve("config.json"), config(command));
    List<String> shell =
        List.of(
            "unshare",
            "--mount",
            "--propagation=private",
            "sh",
            "-c",
            Container.SCRIPT,
            "container",
            program.toString(),
            name,
            Long.toString(ProcessHandle.current().pid()),
            runtime == OciRuntime.RUNC ? "--keep" : "",
            missingGroups());
    Process process =
        new ProcessBuilder(shell)
            .directory(bundle.toFile())
            .redirectErrorStream(true)
            .redirectOutput(bundle.resolve("shell").toFile())
            .start();
    Container container = new Container(runtime, name, cgroup, bundle, process);
    container.keepCgroup(command.get(0));
    return container;
  }

  /**
   * The groups of its path that the runtime will make, the innermost first: in every hierarchy, of
   * which it removes the innermost alone.
   */
  private String missingGroups() throws IOException {
    List<Path> roots = new ArrayList<>();
    if (runtime == OciRuntime.CRUN) {
      roots.add(HIERARCHIES);
    } else {
      try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(HIERARCHIES)) {
        hierarchies.forEach(roots::add);
      }
    }
    Deque<String> missing = new ArrayDeque<>();
    for (Path root : roots) {
      Path group = root;
      for (String part : cgroup.substring(1).split("/", -1)) {
        group = group.resolve(part);
        if (!Files.exists(group)) {
          missing.addFirst(group.toString());
        }
      }
    }
    return String.join(" ", missing);
  }

  private String config(List<String> command) {
    List<Map<String, Object>> all = new ArrayList<>();
    all.add(mount("/proc", "proc"));
    all.add(mount("/sys/fs/cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"));
    all.addAll(mounts);
    List<Object> namespaces = new ArrayList<>();
    for (String type : List.of("pid", "ipc", "uts", "mount")) {
      namespaces.add(Map.of("type", type));
    }
    if (namespace == Namespace.PRIVATE) {
      namespaces.add(Map.of("type", "cgroup"));
    }
    List<String> variables = new ArrayList<>();
    environment.forEach((key, value) -> variables.add(key + "=" + value));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("ociVersion", "1.0.2");
    config.put("root", Map.of("path", "rootfs", "readonly", readOnlyRoot));
    config.put(
        "process",
        Map.of(
            "terminal",
            false,
            "user",
            Map.of("uid", user, "gid", user),
            "cwd",
            "/",
            "args",
            command,
            "env",
            variables));
    config.put("mounts", all);
    config.put(
        "linux",
        Map.of(
            "namespaces",
            namespaces,
            "cgroupsPath",
            cgroup,
            "resources",
            Map.of("memory", memory)));
    return new Gson().toJson(config);
  }

  private static Map<String, Object> mount(String at, String type, String... options) {
    return Map.of("destination", at, "type", type, "source", type, "options", options);
  }
}
