package io.github.headroom.it.workloads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jcmd;
import io.github.headroom.it.parts.OtlpReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A web application that comes and goes while the agent runs: its class loader goes with it, and
 * the agent's threads have nothing of it.
 */
class UndeployTest {

  private static final String LOADER = "org.apache.catalina.loader.ParallelWebappClassLoader";

  /** A page is a class of the application; what it does is done with its loader as the context. */
  private static final String PAGE =
      """
      <%@ page import="java.lang.reflect.Field" %>
      <%! static Object field(Thread thread, String name) throws Exception {
        Field field = Thread.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(thread);
      } %>
      <% for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().startsWith("headroom")) {
          ClassLoader loader = thread.getContextClassLoader();
          out.println("thread " + thread.getName()
            + ", loader " + (loader == null ? null : loader.getClass().getSimpleName())
            + ", group " + thread.getThreadGroup().getName()
            + ", locals " + field(thread, "inheritableThreadLocals"));
        }
      } %>
      """;

  @Test
  void aWebApplicationsLoaderIsCollectedWhileTheAgentRuns(@TempDir Path directory)
      throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      deploy(directory);
      try (Application tomcat =
          Servers.tomcatWithWebapps(Launch.with(directory, null, receiver)).awaitPage("/guest/")) {
        receiver.next();
        assertComesAndGoes(tomcat, receiver, directory);
      }
    }
  }

  @Test
  void soItIsWithAnAgentAttachedWhileItWasThere(@TempDir Path directory) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      deploy(directory);
      try (Application tomcat =
          Servers.tomcatWithWebapps(Launch.without(directory, null)).awaitPage("/guest/")) {
        attach(tomcat, receiver);
        receiver.next();
        assertComesAndGoes(tomcat, receiver, directory);
      }
    }
  }

  private static void assertComesAndGoes(Application tomcat, OtlpReceiver receiver, Path directory)
      throws Exception {
    List<String> threads = tomcat.page("/guest/").lines().filter(line -> !line.isBlank()).toList();
    assertEquals(2, threads.size(), threads::toString);
    for (String thread : threads) {
      assertTrue(
          thread.matches(
              "thread headroom(-export)?, loader AgentClassLoader, group (main|system), locals null"),
          thread);
    }
    assertEquals(1, loaders(tomcat));
    // What the collector of references and the scan of webapps need, they do each second.
    delete(directory.resolve("webapps/guest"));
    Await.until("the end of the application", () -> !tomcat.get("/guest/"), tomcat::log);
    Await.until("the end of its class loader", () -> loaders(tomcat) == 0, tomcat::log);
    receiver.next();
  }

  private static void deploy(Path base) throws IOException {
    Path application = Files.createDirectories(base.resolve("webapps/guest"));
    Files.writeString(application.resolve("index.jsp"), PAGE);
  }

  private static void delete(Path application) throws IOException {
    Files.delete(application.resolve("index.jsp"));
    Files.delete(application);
  }

  private static void attach(Application tomcat, OtlpReceiver receiver) throws IOException {
    String argument =
        "otel.exporter.otlp.endpoint=" + receiver.endpoint() + ",otel.metric.export.interval=1000";
    try (JavaProcess attaching =
        JavaProcess.commandLine("attach", Long.toString(tomcat.pid()), argument).start()) {
      assertEquals(0, attaching.awaitExit(Await.BOUND), attaching::toString);
    }
  }

  /**
   * How many loaders of web applications are reachable: the histogram is made after a collection.
   */
  private static int loaders(Application tomcat) throws IOException, InterruptedException {
    String histogram = Jcmd.run(tomcat.pid(), "GC.class_histogram");
    Matcher line =
        Pattern.compile("^ *[0-9]+: +([0-9]+) +[0-9]+ +" + Pattern.quote(LOADER), Pattern.MULTILINE)
            .matcher(histogram);
    return line.find() ? Integer.parseInt(line.group(1)) : 0;
  }
}
