package io.github.headroom.it.kubernetes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.Lab;
import io.github.headroom.it.parts.Sha256;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The images that a node is given, as tars of OCI layouts: no registry is asked, no engine builds.
 */
public final class Images {

  /** The image of release/image.sh, by the name that the manifests in deploy have for it. */
  static final String AGENT = "registry.example.com/headroom-agent:0.1.0";

  /** An application without the agent, by the name that the manifests in deploy have for it. */
  static final String CHECKOUT = "registry.example.com/checkout:1.0";

  /** The OpenTelemetry Java agent, as the operator's own image has it. */
  static final String OTEL_AGENT = "headroom.test/autoinstrumentation-java:1";

  /** What holds a pod's namespaces. */
  static final String PAUSE = "headroom.test/pause:1";

  /** Where {@link #runtime} has its programs. */
  public static final String RUNTIME_PATH = "/opt/java/bin:/bin";

  private static final String TYPE = "application/vnd.oci.image.";
  private static final String MODULES =
      "java.base,java.instrument,java.logging,java.management,jdk.crypto.ec,jdk.management,jdk.unsupported";
  private static final Pattern LIBRARY = Pattern.compile("(?:=> |^\\s+)(/\\S+) \\(0x");

  private final Path directory;

  private Images(Path directory) {
    this.directory = directory;
  }

  /**
   * All three.
   *
   * @param arguments of the java command in the application's image
   */
  static Map<String, Path> write(Path directory, List<String> arguments) throws IOException {
    Images images = new Images(directory);
    return Map.of(
        AGENT, images.agent(), CHECKOUT, images.application(arguments), PAUSE, images.pause());
  }

  /** The same, and the OpenTelemetry agent's. */
  static Map<String, Path> writeAll(Path directory, List<String> arguments) throws IOException {
    Map<String, Path> images = new TreeMap<>(write(directory, arguments));
    images.put(OTEL_AGENT, new Images(directory).otelAgent());
    return images;
  }

  private Path otelAgent() throws IOException {
    Path root = Files.createDirectories(directory.resolve("otel/bin")).getParent();
    Path copy = Files.copy(Lab.file("image-cp", "cp-amd64"), root.resolve("bin/cp"));
    Files.setAttribute(copy, "unix:mode", 0755);
    Path jar = Lab.file("otel-javaagent", "files/opentelemetry-javaagent.jar");
    Files.setAttribute(Files.copy(jar, root.resolve("javaagent.jar")), "unix:mode", 0644);
    return image(OTEL_AGENT, root, List.of("/bin/cp"), Map.of("PATH", "/bin"));
  }

  private Path agent() throws IOException {
    Lab.file("image-cp", "cp-amd64");
    Path tar = directory.resolve("agent.tar");
    Finished.of(
            Finished.project(),
            "release/image.sh",
            "--jar",
            JavaProcess.agentJar().toString(),
            "--output",
            tar.toString())
        .orFail();
    return tar;
  }

  private Path pause() throws IOException {
    Path root = Files.createDirectories(directory.resolve("pause/bin")).getParent();
    Files.copy(Lab.file("kubernetes-node", "bin/busybox"), root.resolve("bin/busybox"));
    return image(PAUSE, root, List.of("/bin/busybox", "sleep", "1000000000"), Map.of());
  }

  /** {@link #runtime}, and the demo's jar. */
  private Path application(List<String> arguments) throws IOException {
    Path root = directory.resolve("checkout");
    runtime(root, Lab.file("kubernetes-node", "bin/busybox"));
    Files.createDirectory(root.resolve("app"));
    Files.copy(
        Path.of(System.getProperty("headroom.demo.jar", "../demo-app/target/headroom-demo.jar")),
        root.resolve("app/app.jar"));
    List<String> command = Stream.concat(Stream.of("java"), arguments.stream()).toList();
    return image(CHECKOUT, root, command, Map.of("PATH", RUNTIME_PATH));
  }

  /**
   * Writes a file system with a Java runtime made by jlink, the libraries it needs, and a shell.
   *
   * @param root a directory that does not exist yet
   * @param busybox statically linked
   */
  public static void runtime(Path root, Path busybox) throws IOException {
    Path jlink = Jdks.current().resolveSibling("jlink");
    assumeTrue(Files.isExecutable(jlink), jlink + " is missing: this is a JRE");
    Path runtime = Files.createDirectories(root.resolve("opt")).resolve("java");
    String[] link = {jlink.toString(), "--add-modules", MODULES, "--output", runtime.toString()};
    Finished.of(root, link).orFail();
    for (Path library : libraries(runtime)) {
      Path to = root.resolve(library.toString().substring(1));
      Files.createDirectories(to.getParent());
      Files.copy(library, to);
    }
    Path bin = Files.createDirectory(root.resolve("bin"));
    Files.copy(busybox, bin.resolve("busybox"));
    Files.createSymbolicLink(bin.resolve("sh"), Path.of("busybox"));
    Path tmp = Files.createDirectory(root.resolve("tmp"));
    Files.setAttribute(tmp, "unix:mode", 01777);
  }

  /** What the programs and libraries of a runtime are linked with, outside of it. */
  private static Set<Path> libraries(Path runtime) throws IOException {
    Set<Path> found = new TreeSet<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(runtime)) {
      files =
          all.filter(file -> file.endsWith("bin/java") || file.toString().endsWith(".so")).toList();
    }
    for (Path file : files) {
      Finished.of(runtime, "ldd", file.toString())
          .output()
          .lines()
          .map(LIBRARY::matcher)
          .filter(java.util.regex.Matcher::find)
          .map(matcher -> Path.of(matcher.group(1)))
          .filter(library -> !library.startsWith(runtime))
          .forEach(found::add);
    }
    return found;
  }

  /** An image of one layer. */
  private Path image(String name, Path root, List<String> command, Map<String, String> environment)
      throws IOException {
    String file = root.getFileName().toString();
    Path layout = Files.createDirectories(directory.resolve(file + "-layout"));
    Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
    Path layer = layout.resolve("layer.tar");
    tar(layer, root);
    Map<String, Object> layerOf = blob(blobs, "layer.v1.tar", layer);
    Map<String, Object> config =
        Map.of(
            "architecture",
            "amd64",
            "os",
            "linux",
            "config",
            Map.of(
                "Entrypoint",
                command,
                "Env",
                new TreeMap<>(environment)
                    .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList()),
            "rootfs",
            Map.of("type", "layers", "diff_ids", List.of(layerOf.get("digest"))));
    Map<String, Object> manifest =
        Map.of(
            "schemaVersion",
            2,
            "mediaType",
            TYPE + "manifest.v1+json",
            "config",
            json(blobs, "config.v1+json", config),
            "layers",
            List.of(layerOf));
    Map<String, Object> entry = new TreeMap<>(json(blobs, "manifest.v1+json", manifest));
    entry.put("annotations", Map.of("io.containerd.image.name", name));
    Files.writeString(
        layout.resolve("index.json"),
        new Gson().toJson(Map.of("schemaVersion", 2, "manifests", List.of(entry))));
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Path tar = directory.resolve(file + ".tar");
    tar(tar, layout);
    return tar;
  }

  private void tar(Path tar, Path root) {
    String[] command = {
      "tar",
      "-cf",
      tar.toString(),
      "--owner=0",
      "--group=0",
      "--numeric-owner",
      "-C",
      root.toString(),
      "."
    };
    Finished.of(directory, command).orFail();
  }

  private Map<String, Object> json(Path blobs, String type, Map<String, Object> content)
      throws IOException {
    Path file = blobs.resolve("new");
    Files.writeString(file, new Gson().toJson(content));
    return blob(blobs, type, file);
  }

  /** Moves a file to where its digest is its name; the descriptor of it. */
  private static Map<String, Object> blob(Path blobs, String type, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String digest = Sha256.hex(bytes);
    Files.move(file, blobs.resolve(digest));
    return Map.of("mediaType", TYPE + type, "digest", "sha256:" + digest, "size", bytes.length);
  }
}
