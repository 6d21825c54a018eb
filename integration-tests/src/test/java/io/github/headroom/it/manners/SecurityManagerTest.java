package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SecurityManager of Java 8 to 17, which servers of their time are run with. */
@Execution(ExecutionMode.CONCURRENT)
class SecurityManagerTest {

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {8, 17})
  void withoutPermissionsTheApplicationRunsAndTheAgentLogsWhy(int feature) throws Exception {
    Path java = Jdks.java(feature);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess without =
            Guests.alone(java, Idle.class).options("-Djava.security.manager").start();
        JavaProcess with =
            Guests.guest(java, receiver.endpoint(), Idle.class)
                .options("-Djava.security.manager")
                .start()) {
      without.awaitOutput("ready");
      with.awaitOutput("ready");
      assertEquals(0, without.endInput().awaitExit());
      assertEquals(0, with.endInput().awaitExit());
      assertEquals(without.output(), with.output());
      assertEquals(Guests.theirs(without), Guests.theirs(with));
      assertEquals(1, Guests.ours(with).size(), with::toString);
      assertTrue(Guests.ours(with).get(0).contains("the policy must grant"), with::toString);
    }
  }

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {8, 17})
  void aPolicyThatGrantsTheJarIsEnough(int feature, @TempDir Path directory) throws Exception {
    Path policy = directory.resolve("policy");
    Files.writeString(
        policy,
        "grant codeBase \"file:"
            + JavaProcess.agentJar()
            + "\" { permission java.security.AllPermission; };\n");
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.guest(Jdks.java(feature), receiver.endpoint(), Idle.class)
                .options("-Djava.security.manager", "-Djava.security.policy=" + policy)
                .start()) {
      Guests.await(receiver, 2, jvm);
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals("ready\ndone\n", jvm.output());
      assertTrue(Guests.ours(jvm).isEmpty(), jvm::toString);
    }
  }
}
