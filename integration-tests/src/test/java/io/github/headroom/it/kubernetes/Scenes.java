package io.github.headroom.it.kubernetes;

import com.google.gson.JsonObject;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** What happens to pods beside a plain kill. */
final class Scenes {

  private final Node node;
  private final Pods pods;
  private final Receiver receiver;
  private final Page page;
  private final Path directory;

  Scenes(Node node, Pods pods, Receiver receiver, Page page, Path directory) {
    this.node = node;
    this.pods = pods;
    this.receiver = receiver;
    this.page = page;
    this.directory = directory;
  }

  /** Begins all of them: each takes its time. */
  void begin() throws IOException {
    pods.create(InjectedPod.relieved(pod("relieved")));
    pods.create(InjectedPod.withASidecar(pod("two")));
    pods.create(InjectedPod.losingAChild(pod("child")));
    pods.create(InjectedPod.idle(pod("idle")));
  }

  private Map<String, Object> pod(String name) throws IOException {
    return InjectedPod.of(name, receiver.endpoint(), true, false);
  }

  void see() throws Exception {
    page.add("## Other scenes\n\n");
    twoJvms();
    child();
    limit();
    terminate();
    cadvisor();
  }

  private void twoJvms() {
    JsonObject two = pods.ended("default", "pod=two");
    String message = Pods.message(two);
    page.check(Pods.end(two).equals("OOMKilled, 137"), "two", () -> two);
    page.check(message.contains("culprit direct_buffers"), "two", () -> message);
    page.check(Pods.restarts(two, "sidecar") == 0, "two", () -> two);
    page.check(Pods.lastEnd(two, "sidecar") == null, "two", () -> two);
    page.add(
        """
        ### Two JVMs in a pod

        Two containers have the agent and share its volume; `checkout` takes memory without end, `sidecar` does not. `checkout` ends by %s,
        and has the message of its own container; `sidecar` runs on, without a restart:

        """
            .formatted(Pods.end(two)));
    page.block(Pods.firstLine(message));
  }

  private void child() {
    receiver.await(
        "the kill of the child",
        point ->
            point.is(
                    "headroom.container.memory.events", Map.of("headroom.memory.event", "oom_kill"))
                && "child".equals(point.resource().get("k8s.pod.name"))
                && point.value() == 1,
        node);
    JsonObject child = pods.get("default", "pod=child");
    String log = pods.log(child);
    page.check(log.contains("child: exit 137"), "child", () -> log);
    page.check(Pods.restarts(child, Pods.CHECKOUT) == 0, "child", () -> child);
    page.check(Pods.lastEnd(child, Pods.CHECKOUT) == null, "child", () -> child);
    page.add(
        """
        ### A child process is killed, the JVM lives on

        The kernel kills a child process of the JVM. The kubelet shows no restart and no last state. The agent counts the kill: the collector gets
        `headroom.container.memory.events` with `headroom.memory.event="oom_kill"` and the value 1.

        """);
  }

  private void limit() {
    pods.running("default", "pod=idle");
    String patch =
        "{\"spec\": {\"containers\": [{\"name\": \"checkout\", \"resources\": {\"limits\":"
            + " {\"memory\": \"200Mi\"}}}]}}";
    Finished patched = node.kubectl("patch", "pod", "idle", "-p", patch);
    page.check(patched.status() != 0, "patch", patched::output);
    page.add(
        """
        ### The limit changes

        In place, Kubernetes 1.20 does not change it:

        ```sh
        kubectl patch pod idle -p '%s'
        ```

        """
            .formatted(patch));
    page.block(Pods.firstLine(patched.output()));
  }

  private void terminate() throws IOException {
    JsonObject pod = pods.ended("default", "pod=relieved");
    String next = pods.nextStart(pod);
    receiver.previousExit(pod, "terminated", node);
    String message = Pods.message(pod);
    page.check(Pods.end(pod).equals("Error, 143"), "relieved", () -> pod);
    page.check(message.contains("the agent ends this JVM by SIGTERM"), "relieved", () -> message);
    page.check(next.startsWith("terminated"), "relieved", () -> next);
    page.add(
        """
        ### `HEADROOM_RELIEF=terminate`

        The application takes 1.3 MiB a second of 256 MiB. The agent ends the JVM before the kernel does; the kubelet shows %s,
        the next start logs `the JVM before this one ended by %s`, and publishes `headroom.agent.previous_exit` with `headroom.exit="terminated"`.
        `kubectl describe pod relieved`:

        """
            .formatted(Pods.end(pod), next));
    page.block(pods.lastState(pod));
  }

  private void cadvisor() throws Exception {
    Cadvisor beside = Cadvisor.of(node, pods.get("default", "pod=idle"), directory);
    page.add(
        """
        ## The kubelet's cAdvisor beside `show`

        `/metrics/cadvisor` of the kubelet, and `java -jar headroom-agent.jar show --pid PID --json` on the node, of the same container. The JVM was
        stopped by `SIGSTOP` before both, so that nothing moves in between.

        | cAdvisor | bytes | the agent | bytes |
        |---|--:|---|--:|
        """);
    Cadvisor.FIGURES.forEach(
        (their, our) -> {
          Long theirs = beside.theirs().get(their);
          Long ours = beside.ours().get(our);
          page.row("`" + their + "`", theirs + "", "`" + our + "`", ours + "");
          page.check(Objects.equals(theirs, ours), their, () -> theirs + ", " + our + " " + ours);
        });
  }
}
