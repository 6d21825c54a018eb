package io.github.headroom.it.kubernetes;

import com.google.gson.JsonObject;
import com.marcnuri.helm.Helm;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the agent comes into a pod: what of deploy the server takes, and a kill behind each door. */
final class Doors {

  private static final Path DEPLOY = Finished.project().resolve("deploy");
  private static final String CHECKOUT = "app.kubernetes.io/name=checkout";
  private static final String OVERLAY = "init-container";

  private final Node node;
  private final Pods pods;
  private final Receiver receiver;
  private final Page page;
  private final Path directory;

  Doors(Node node, Pods pods, Receiver receiver, Page page, Path directory) {
    this.node = node;
    this.pods = pods;
    this.receiver = receiver;
    this.page = page;
    this.directory = directory;
  }

  /** Each overlay, each example and the chart, by a dry run of the server and for real. */
  void apply() throws IOException {
    page.add(
        """
        ## What is applied

        Each directory and the chart, in a namespace of its own:

        ```sh
        kubectl apply --dry-run=server -k deploy/kubernetes/overlays/init-container
        kubectl apply -k deploy/kubernetes/overlays/init-container
        ```

        Neither the OpenTelemetry operator nor the Prometheus operator is here. Their kinds are registered without a schema, so the server does not
        check the fields of `Instrumentation` and `PrometheusRule`.

        | from | the dry run | for real |
        |---|---|---|
        """);
    for (String from :
        List.of(
            "overlays/" + OVERLAY,
            "examples/restricted",
            "overlays/operator-agent",
            "overlays/operator-extension",
            "overlays/image-volume")) {
      String namespace = from.substring(from.indexOf('/') + 1);
      node.kubectl("create", "namespace", namespace).orFail();
      row("deploy/kubernetes/" + from, namespace, "-k", DEPLOY.resolve("kubernetes/" + from));
      if (namespace.startsWith("operator-")) { // nobody injects anything there
        node.kubectl("delete", "namespace", "--wait=false", namespace).orFail();
      }
    }
    node.kubectl("create", "namespace", "observability").orFail();
    String chart =
        new Helm(DEPLOY.resolve("helm/headroom"))
            .template()
            .withName("headroom")
            .withNamespace("observability")
            .call();
    Path rendered = Files.writeString(directory.resolve("chart.yaml"), chart);
    row("deploy/helm/headroom, rendered by Helm", "observability", "-f", rendered);
    page.add(
        """

        Kubernetes has image volumes from 1.31 on, and by default from 1.33 on: 1.20 does not know the field, and refuses the overlay.

        """);
  }

  private void row(String from, String namespace, String flag, Path path) {
    Finished dry = apply(namespace, flag, path, "--dry-run=server");
    Finished real = apply(namespace, flag, path, "--dry-run=none");
    boolean refused = from.endsWith("image-volume");
    page.check((dry.status() != 0) == refused, from + ", dry run", dry::output);
    page.check((real.status() != 0) == refused, from + ", for real", real::output);
    page.row(from, cell(dry), cell(real));
  }

  /** What kubectl apply keeps in an annotation would be too long of the chart's dashboards. */
  private Finished apply(String namespace, String flag, Path path, String dry) {
    String side = "--server-side=" + flag.equals("-f");
    return node.kubectl("apply", side, dry, "-n", namespace, flag, path.toString());
  }

  private static String cell(Finished finished) {
    return finished
        .output()
        .strip()
        .replace(" (server dry run)", "")
        .replaceAll("(?s)error: error validating.*?: (unknown field[^;]*);.*", "error: $1")
        .replaceAll("(?m)^(.*)$", "`$1`");
  }

  /** The pods that a webhook would make; those of the overlays are there already. */
  void open() throws IOException {
    String endpoint = receiver.endpoint();
    pods.create(InjectedPod.extending(InjectedPod.of("extension", endpoint, true, false)));
    pods.create(InjectedPod.of("injected", endpoint, false, false));
    pods.create(InjectedPod.of("injected-readonly", endpoint, true, false));
    pods.create(InjectedPod.attached(InjectedPod.of("attached", endpoint, false, false)));
  }

  void kills() throws IOException {
    page.add(
        """
        ## A kill behind each door

        The application takes 8 MiB of direct buffers a second until the kernel kills it; then the kubelet starts the container again, in the same pod.
        Reason, exit code and message are `lastState.terminated` of the pod. The third column is from the log of the next start, the last one is
        what lies on the pod's volumes then. The collector gets `headroom.agent.previous_exit` with `headroom.exit="oom_kill"` from each of these pods.

        | door | reason, exit code | the JVM before this one ended by | message, first line | recordings |
        |---|---|---|---|---|
        """);
    JsonObject overlay = kill("`overlays/init-container` as it is", OVERLAY, CHECKOUT);
    kill("`examples/restricted` as it is: not root, root read-only", "restricted", CHECKOUT);
    kill("pod as the operator makes it for `overlays/operator-agent`", "default", "pod=injected");
    kill("the same, root read-only, no capabilities", "default", "pod=injected-readonly");
    kill(
        "pod as the operator makes it for `overlays/operator-extension`: inside the OpenTelemetry"
            + " Java agent, root read-only, no capabilities",
        "default",
        "pod=extension");
    kill(
        "pod as Elastic's webhook makes it for `examples/elastic-attacher`",
        "default",
        "pod=attached");
    page.row("`overlays/image-volume`", "refused, see above", "", "", "");
    page.add("\n");
    shown(overlay);
  }

  private JsonObject kill(String door, String namespace, String selector) throws IOException {
    JsonObject pod = pods.ended(namespace, selector);
    String next = pods.nextStart(pod);
    receiver.previousExit(pod, "oom_kill", node);
    String message = Pods.message(pod);
    List<String> recordings = pods.recordings(pod);
    page.check(Pods.end(pod).equals("OOMKilled, 137"), door, () -> pod);
    page.check(message.contains("culprit direct_buffers"), door, () -> message);
    page.check(next.startsWith("oom_kill"), door, () -> next);
    page.check(recordings.size() >= 2, door + ", recordings", () -> recordings);
    page.row(
        door,
        Pods.end(pod),
        next,
        "`" + Pods.firstLine(message) + "`",
        String.join("\n", recordings));
    if (namespace.equals("default")) { // it would be killed again and again
      node.kubectl("delete", "pod", "--wait=false", Pods.name(pod)).orFail();
    }
    return pod;
  }

  /** What a user of the first door looks at. */
  private void shown(JsonObject pod) throws IOException {
    String name = Pods.name(pod);
    page.add(
        """
        ## What there is to see

        The last state of the container, `kubectl describe pod -l app.kubernetes.io/name=checkout`:

        """);
    page.block(pods.lastState(pod));
    page.add("The log of the next start, `kubectl logs POD -c checkout | grep headroom`:\n\n");
    StringBuilder log = new StringBuilder();
    for (String line : pods.log(pod).lines().toList()) {
      if (line.contains("[headroom]")) {
        log.append(line).append('\n');
      }
    }
    page.block(log.toString());
    String recording = pods.recordings(pod).get(0).replaceFirst("^[^/]*", "/recordings");
    String[] report = {
      "exec",
      "POD",
      "-c",
      "checkout",
      "--",
      "java",
      "-jar",
      "/headroom/headroom-agent.jar",
      "report",
      recording
    };
    page.add(
        """
        The recording of the JVM that was killed is still on the volume. The report of it, made in the container that was started again:

        ```sh
        kubectl %s
        ```

        """
            .formatted(String.join(" ", report)));
    report[1] = "--namespace=" + OVERLAY;
    List<String> command = new ArrayList<>(List.of(report));
    command.add(2, name);
    String output = node.kubectl(command.toArray(new String[0])).output();
    page.check(output.matches("(?s).*\\bended +oom_kill .*"), "report in the pod", () -> output);
    page.block(output);
  }
}
