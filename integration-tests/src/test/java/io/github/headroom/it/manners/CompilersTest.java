package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jcmd;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.victim.Idle;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The compiler directives: C1 compiles the agent's own code, and all other code is unaffected. */
@Execution(ExecutionMode.CONCURRENT)
class CompilersTest {

  private static final String OURS = "matching: io/github/headroom/agent*.*";

  /** As in {@code 37238 953 ! 4 io.github.headroom.agent.sample.Mappings::line}. */
  private static final Pattern BY_C2 =
      Pattern.compile("(?m)^ +\\d+ +\\d+ .{5} +4 +io\\.github\\.headroom\\.agent\\..*$");

  static Stream<Integer> withCompilerControl() {
    return Jdks.features().stream().filter(feature -> feature >= 9);
  }

  @ParameterizedTest(name = "Java {0}")
  @MethodSource("withCompilerControl")
  void aDirectiveForTheAgentsPackageIsAdded(int feature) throws Exception {
    try (JavaProcess jvm = idle(feature).start()) {
      Await.until("the directive", () -> directives(jvm).contains(OURS), jvm::toString);
      String ours = directives(jvm);
      int theirs = ours.indexOf("matching: *.*");
      int c2 = ours.indexOf("c2 directives:");
      assertFalse(ours.substring(0, c2).contains("Exclude:true"), ours);
      assertTrue(ours.substring(c2, theirs).contains("Exclude:true"), ours);
      assertFalse(ours.substring(theirs).contains("Exclude:true"), ours);
      assertEquals(0, jvm.endInput().awaitExit(), jvm::toString);
      assertEquals("ready\ndone\n", jvm.output());
    }
  }

  @Test
  void noneOfItIsCompiledByC2() throws IOException {
    try (JavaProcess jvm = idle(17, "-XX:+PrintCompilation").start()) {
      jvm.awaitOutput("### Excluding compile");
      assertEquals(0, jvm.endInput().awaitExit(), jvm::toString);
      List<String> compiled = BY_C2.matcher(jvm.output()).results().map(r -> r.group()).toList();
      assertTrue(compiled.isEmpty(), () -> "by C2: " + compiled);
    }
  }

  private static String directives(JavaProcess jvm) throws IOException, InterruptedException {
    return Jcmd.run(jvm.pid(), "Compiler.directives_print");
  }

  private static JavaProcess.Builder idle(int feature, String... print) {
    return JavaProcess.running(Idle.class)
        .java(Jdks.java(feature))
        .options("-Xmx64m", "-XX:+UseSerialGC")
        .options(print)
        .agent("otel.metrics.exporter=none,headroom.sample.interval=100ms");
  }
}
