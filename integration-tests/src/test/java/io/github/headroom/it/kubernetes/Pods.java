package io.github.headroom.it.kubernetes;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.headroom.it.parts.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The pods of a cluster, as its API server has them. */
final class Pods {

  private static final Pattern NEXT = Pattern.compile("the JVM before this one ended by ([^:]*)");

  /** The container of the application. */
  static final String CHECKOUT = "checkout";

  /** Between two questions: each is a process. */
  private static final long PAUSE_MILLIS = 500;

  private static final Pattern LAST = Pattern.compile("(?s)( *Last State:.*?)\n *Ready:");

  private final Node node;
  private final Path directory;

  Pods(Node node, Path directory) {
    this.node = node;
    this.directory = directory;
  }

  /** Has the cluster run a pod. */
  void create(Map<String, Object> pod) throws IOException {
    Path file = Files.writeString(directory.resolve("pod.json"), new Gson().toJson(pod));
    node.kubectl("apply", "-f", file.toString()).orFail();
  }

  JsonObject get(String namespace, String selector) {
    return json("get", "pods", "-n", namespace, "-l", selector)
        .getAsJsonArray("items")
        .get(0)
        .getAsJsonObject();
  }

  /** Waits until a pod's application has ended once. */
  JsonObject ended(String namespace, String selector) {
    return await(namespace, selector, "an end", pod -> lastEnd(pod, CHECKOUT) != null);
  }

  /** Waits until a pod's application runs. */
  JsonObject running(String namespace, String selector) {
    return await(
        namespace,
        selector,
        "a start",
        pod -> {
          JsonObject status = status(pod, CHECKOUT);
          return status != null && status.getAsJsonObject("state").has("running");
        });
  }

  /** The last state of a pod's container as {@code kubectl describe} has it. */
  String lastState(JsonObject pod) {
    String described = node.kubectl("describe", "pod", "-n", namespace(pod), name(pod)).output();
    Matcher last = LAST.matcher(described);
    return last.find() ? last.group(1) : described;
  }

  private JsonObject await(
      String namespace, String selector, String what, Predicate<JsonObject> wanted) {
    List<JsonObject> found = new ArrayList<>();
    Await.until(
        what + " of " + namespace + " " + selector,
        () -> {
          Thread.sleep(PAUSE_MILLIS);
          json("get", "pods", "-n", namespace, "-l", selector)
              .getAsJsonArray("items")
              .forEach(pod -> found.add(pod.getAsJsonObject()));
          found.removeIf(pod -> !wanted.test(pod));
          return !found.isEmpty();
        },
        () -> node.kubectl("describe", "pod", "-n", namespace, "-l", selector).output() + node);
    return found.get(0);
  }

  /** How the agent's log of a start after the first names the end before; waits for it. */
  String nextStart(JsonObject pod) {
    List<String> found = new ArrayList<>();
    Await.until(
        "the next start of " + name(pod),
        () -> {
          Thread.sleep(PAUSE_MILLIS);
          Matcher line = NEXT.matcher(log(pod));
          if (line.find()) {
            found.add(line.group(1));
          }
          return !found.isEmpty();
        },
        () -> log(pod));
    return found.get(0);
  }

  /** The log of a pod's present start. */
  String log(JsonObject pod) {
    return node.kubectl("logs", "-n", namespace(pod), name(pod), "-c", CHECKOUT).output();
  }

  List<String> recordings(JsonObject pod) throws IOException {
    return node.recordings(pod.getAsJsonObject("metadata").get("uid").getAsString());
  }

  JsonObject json(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-o", "json"));
    String output = node.kubectl(all.toArray(new String[0])).orFail();
    return JsonParser.parseString(output.substring(output.indexOf('{'))).getAsJsonObject();
  }

  static String name(JsonObject pod) {
    return pod.getAsJsonObject("metadata").get("name").getAsString();
  }

  static String namespace(JsonObject pod) {
    return pod.getAsJsonObject("metadata").get("namespace").getAsString();
  }

  /** The status of a container; null before it has one. */
  static @Nullable JsonObject status(JsonObject pod, String container) {
    JsonElement statuses = pod.getAsJsonObject("status").get("containerStatuses");
    if (statuses != null) {
      for (JsonElement status : statuses.getAsJsonArray()) {
        if (status.getAsJsonObject().get("name").getAsString().equals(container)) {
          return status.getAsJsonObject();
        }
      }
    }
    return null;
  }

  /** The application's container, as containerd names it. */
  static String container(JsonObject pod) {
    return Objects.requireNonNull(status(pod, CHECKOUT), pod::toString)
        .get("containerID")
        .getAsString()
        .replace("containerd://", "");
  }

  static int restarts(JsonObject pod, String container) {
    return Objects.requireNonNull(status(pod, container), pod::toString)
        .get("restartCount")
        .getAsInt();
  }

  /** How a container ended before its present start; null where it did not. */
  static @Nullable JsonObject lastEnd(JsonObject pod, String container) {
    JsonObject status = status(pod, container);
    return status == null
        ? null
        : status.getAsJsonObject("lastState").getAsJsonObject("terminated");
  }

  /** Reason and exit code of the application's last end. */
  static String end(JsonObject pod) {
    JsonObject end = lastEnd(pod, CHECKOUT);
    return end == null
        ? "none"
        : end.get("reason").getAsString() + ", " + end.get("exitCode").getAsInt();
  }

  /** The termination message of the application's last end; empty where there is none. */
  static String message(JsonObject pod) {
    JsonObject end = lastEnd(pod, CHECKOUT);
    return end == null || !end.has("message") ? "" : end.get("message").getAsString();
  }

  static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
