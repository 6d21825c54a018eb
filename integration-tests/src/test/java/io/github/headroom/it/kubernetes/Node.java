package io.github.headroom.it.kubernetes;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Enclosure;
import io.github.headroom.it.parts.Lab;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kubelet with containerd and runc. Without a control plane it runs the pods whose manifests it
 * finds in a directory. It needs root and cgroup v1.
 *
 * <p>It is in pid, mount and network namespaces of its own, which end with it, and it ends with
 * this JVM, however that goes. Its cgroups are removed at the close, or when this JVM shuts down.
 */
final class Node implements AutoCloseable {

  private final Path directory;
  private final Enclosure enclosure;

  private Node(Path directory, Enclosure enclosure) {
    this.directory = directory;
    this.enclosure = enclosure;
  }

  /** The test is skipped where no node can be: to be asked before its images are made. */
  static void assumePossible() throws IOException {
    piece();
    Enclosure.assumePossible("no kubelet");
  }

  private static Path piece() {
    return Lab.file("kubernetes-node", ".").normalize();
  }

  /** Starts it with these images, by name, where it is possible. */
  static Node start(Path directory, Map<String, Path> images) throws IOException {
    return start(directory, images, List.of());
  }

  /** The same with a control plane, whose API server the kubelet gets its pods from. */
  static Node startCluster(Path directory, Map<String, Path> images) throws IOException {
    List<String> control =
        List.of(
            Lab.file("kubernetes-control-plane", ".").normalize().toString(),
            Lab.program("kubectl", "kubectl").toString());
    Node node = start(directory, images, control);
    try {
      Await.until(
          "a node that is ready",
          () -> node.kubectl("get", "nodes").output().contains(" Ready "),
          node::toString);
      return node;
    } catch (AssertionError e) {
      node.close();
      throw e;
    }
  }

  private static Node start(Path directory, Map<String, Path> images, List<String> control)
      throws IOException {
    Path piece = piece();
    String cgroup = Enclosure.cgroup("kubelet");
    Files.writeString(directory.resolve("containerd.toml"), containerd(piece));
    List<String> lines = new ArrayList<>();
    images.forEach((name, tar) -> lines.add(tar.toAbsolutePath() + " " + name));
    Files.write(directory.resolve("images"), lines);
    List<String> command = new ArrayList<>(List.of(script().toString(), piece.toString(), cgroup));
    command.addAll(control);
    Node node = new Node(directory, Enclosure.start(directory, command, List.of(cgroup)));
    try {
      Await.until("the kubelet", () -> node.answers() || !node.enclosure.isAlive(), node::toString);
      if (!node.enclosure.isAlive()) {
        throw new AssertionError("the node has ended: " + node);
      }
      return node;
    } catch (AssertionError e) {
      node.close();
      throw e;
    }
  }

  private static Path script() {
    try {
      return Path.of(Node.class.getResource("/kubernetes/node.sh").toURI());
    } catch (java.net.URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Only what has to be other than usual: places, images by name, and what root here may not do.
   */
  private static String containerd(Path piece) {
    return """
    version = 2
    root = "/var/lib/containerd"
    state = "/run/containerd"
    disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper"]
    [grpc]
      address = "/run/containerd/containerd.sock"
    [plugins."io.containerd.grpc.v1.cri"]
      sandbox_image = "headroom.test/pause:1"
      # A container of the machine itself may not lower a process' oom_score_adj.
      restrict_oom_score_adj = true
    [plugins."io.containerd.grpc.v1.cri".containerd]
      snapshotter = "native"
    [plugins."io.containerd.grpc.v1.cri".cni]
      bin_dir = "%s/cni"
      conf_dir = "/var/lib/cni/conf"
    """
        .formatted(piece);
  }

  /** Has the kubelet run a pod. */
  void run(Map<String, Object> pod) throws IOException {
    // Renamed when it is whole: the kubelet reads the directory by itself.
    Path written = directory.resolve("pod.json");
    Files.writeString(written, new Gson().toJson(pod));
    Map<?, ?> metadata = (Map<?, ?>) pod.get("metadata");
    Files.move(written, directory.resolve("manifests/" + metadata.get("name") + ".json"));
  }

  /** kubectl as an administrator of the cluster, in the project's directory. */
  Finished kubectl(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Lab.program("kubectl", "kubectl").toString(),
                "--kubeconfig",
                directory.resolve("admin.yaml").toString()));
    command.addAll(List.of(arguments));
    List<String> within = within(command).command();
    return Finished.of(Finished.project(), within.toArray(new String[0]));
  }

  /** What the kubelet's read-only port answers; empty where it does not. */
  String readOnlyPort(String path) {
    return inside(
        "timeout", // a kubelet that stands still is asked again
        "20",
        piece().resolve("bin/busybox").toString(),
        "wget",
        "-q",
        "-O",
        "-",
        "http://127.0.0.1:10255" + path);
  }

  /** The directory of a container's memory cgroup on this machine. */
  Path memoryCgroup(String container) throws IOException {
    return enclosure.memoryCgroup(container);
  }

  /** The pod as the read-only port shows it; null before it does. */
  @Nullable JsonObject pod(String name) {
    String answer = readOnlyPort("/pods");
    if (answer.isEmpty()) {
      return null;
    }
    JsonElement items = JsonParser.parseString(answer).getAsJsonObject().get("items");
    if (items.isJsonArray()) {
      for (JsonElement item : items.getAsJsonArray()) {
        JsonObject metadata = item.getAsJsonObject().getAsJsonObject("metadata");
        if (metadata.get("name").getAsString().equals(name + "-node")) {
          return item.getAsJsonObject();
        }
      }
    }
    return null;
  }

  /** What is on a pod's emptyDir, as this machine sees it. */
  Path emptyDir(JsonObject pod, String volume) {
    JsonObject metadata = pod.getAsJsonObject("metadata");
    // A static pod has the hash of its manifest for an id.
    JsonElement hash = metadata.getAsJsonObject("annotations").get("kubernetes.io/config.hash");
    return directory.resolve(
        "lib/kubelet/pods/" + hash.getAsString() + "/volumes/kubernetes.io~empty-dir/" + volume);
  }

  /** The recordings on a pod's emptyDirs, each from the volume's name on. */
  List<String> recordings(String pod) throws IOException {
    Path volumes =
        directory.resolve("lib/kubelet/pods/" + pod + "/volumes/kubernetes.io~empty-dir");
    try (Stream<Path> files = Files.walk(volumes)) {
      return files
          .filter(file -> file.toString().endsWith(".headroom"))
          .map(file -> volumes.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** What a container's runs have written, each line as containerd keeps it. */
  String log(String pod, String container) throws IOException {
    StringBuilder log = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory.resolve("log/pods"))) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().contains("_" + pod + "-")
            && file.getParent().endsWith(container)
            && Files.isRegularFile(file)) {
          log.append(Files.readString(file));
        }
      }
    }
    return log.toString();
  }

  /** A process in the node's network. */
  ProcessBuilder within(List<String> command) {
    return enclosure.within(command);
  }

  private boolean answers() {
    return Files.exists(directory.resolve("started")) && !readOnlyPort("/pods").isEmpty();
  }

  /** What a command prints in the node's network; empty where it fails. */
  private String inside(String... command) {
    try {
      Process asked = within(List.of(command)).start();
      asked.getOutputStream().close();
      String output = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return asked.waitFor() == 0 ? output : "";
    } catch (IOException e) {
      throw new AssertionError(List.of(command).toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    enclosure.close();
  }

  @Override
  public String toString() {
    return "node"
        + enclosure.log(
            "shell", "containerd.log", "kubelet.log", "apiserver.log", "controller-manager.log");
  }
}
