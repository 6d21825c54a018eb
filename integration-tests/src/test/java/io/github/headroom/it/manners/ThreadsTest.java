package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import io.github.headroom.it.victim.ManyThreads;
import io.github.headroom.it.victim.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent starts inside the JVM: two threads, and nothing that others can connect to. */
@Execution(ExecutionMode.CONCURRENT)
class ThreadsTest {

  /** The state of a listening socket in /proc/net/tcp, as proc_pid_net(5) has it. */
  private static final String LISTEN = "0A";

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {17, 25})
  void twoDaemonsAndNothingOfTheApplicationHeld(int feature) throws Exception {
    String[] classes = {
      "io.github.headroom.agent.HeadroomAgent",
      "io.github.headroom.agent.run.SamplingThread",
      "io.github.headroom.agent.sample.Sampler",
      "io.github.headroom.agent.publish.ExportThread",
      "io.github.headroom.agent.publish.OtlpPoints"
    };
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.guest(Jdks.java(feature), receiver.endpoint(), Threads.class, classes)
                .options("--add-opens=java.base/java.lang=ALL-UNNAMED")
                .start()) {
      Guests.await(receiver, 2, jvm);
      assertEquals(0, jvm.endInput().awaitExit(), jvm::toString);
      List<String> lines = jvm.output().lines().toList();
      assertEquals(
          List.of("thread headroom daemon", "thread headroom-export daemon"),
          lines.stream()
              .filter(line -> line.contains("headroom"))
              .filter(ThreadsTest::isThread)
              .sorted()
              .toList(),
          jvm::toString);
      // The entry alone, which the JVM itself loads there.
      assertEquals(
          List.of("defined io.github.headroom.agent.HeadroomAgent"),
          lines.stream().filter(line -> line.startsWith("defined ")).toList());
    }
  }

  private static boolean isThread(String line) {
    return line.startsWith("thread ");
  }

  @Test
  void noSocketListens() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm = Guests.guest(Jdks.current(), receiver.endpoint(), Idle.class).start()) {
      Guests.await(receiver, 2, jvm);
      Path process = Path.of("/proc", Long.toString(jvm.pid()));
      Set<String> listening = listening(process);
      assertFalse(listening.isEmpty(), "the receiver itself listens, so there must be some");
      listening.retainAll(sockets(process));
      assertEquals(Set.of(), listening);
    }
  }

  @Test
  void tenThousandThreadsDoNotStopTheExports() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.guest(Jdks.current(), receiver.endpoint(), ManyThreads.class, "10000")
                .options("-Xss136k")
                .start()) {
      Await.until("threads", () -> jvm.output().contains("\n") || !jvm.isAlive(), jvm::toString);
      assumeTrue(
          jvm.output().startsWith("ready"),
          () -> "the machine does not give 10000 threads: " + jvm.output());
      int before = receiver.exports().size();
      Guests.await(receiver, before + 3, jvm);
      receiver.awaitPoint(
          "10000 daemons",
          point -> point.name().equals("jvm.thread.count") && point.value() >= 10000);
      assertEquals(0, jvm.endInput().awaitExit(Await.BOUND));
      assertTrue(Guests.theirs(jvm).isEmpty(), jvm::toString);
    }
  }

  private static Set<String> listening(Path process) throws IOException {
    Set<String> inodes = new HashSet<>();
    for (String table : new String[] {"tcp", "tcp6"}) {
      Path file = process.resolve("net").resolve(table);
      if (!Files.exists(file)) {
        continue; // a kernel without IPv6
      }
      for (String line : Files.readAllLines(file)) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length > 9 && columns[3].equals(LISTEN)) {
          inodes.add("socket:[" + columns[9] + "]");
        }
      }
    }
    return inodes;
  }

  private static Set<String> sockets(Path process) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      for (Path file : files.toList()) {
        try {
          inodes.add(Files.readSymbolicLink(file).toString());
        } catch (IOException closed) {
          // Between the list and the look.
        }
      }
    }
    return inodes;
  }
}
