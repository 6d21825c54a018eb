package io.github.headroom.it.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One of each of what {@code blackbox.sh} runs many of. */
class EndsTest {

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OOM_KILL", "NODE_GONE"})
  void theReportNamesTheEnd(End end) throws Exception {
    EndRun.run(end, 0, directory.resolve("end"));
    Death death = Death.read(directory.resolve("end"));
    assertEquals(List.of(), death.misses(), death.facts()::toString);
  }

  @Test
  void anOomKillTearsAndLosesNoRecord() throws Exception {
    RecordedKill kill =
        RecordedKill.here().stream()
            .filter(of -> of.name().equals("v1-plain-UnsafeHog-disk"))
            .findFirst()
            .orElseThrow();
    KillRun.run(kill, directory.resolve("kill"));
    Death death = Death.read(directory.resolve("kill"));
    assertEquals(List.of(), death.audit().faults());
    assertTrue(death.isNamed(), death.reports()::toString);
    assertTrue(death.isBlamed(), death.reports()::toString);
    assertTrue(death.age().isPresent(), death.facts()::toString);
  }
}
