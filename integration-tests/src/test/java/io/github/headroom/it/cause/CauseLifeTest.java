package io.github.headroom.it.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What causes.sh runs. */
class CauseLifeTest {

  @TempDir private Path directory;

  @Test
  void everyServiceIsJava8() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("--release", "8", "-Xlint:-options", "-d", directory.toString()));
    for (String area : CauseLife.AREAS) {
      for (long seed = 0; seed < 6; seed++) {
        CauseLife life = CauseLife.of(area, 0, 17, seed * 7 + area.length());
        Path source = Files.createDirectories(directory.resolve(area + seed));
        source = source.resolve(life.main() + ".java");
        Files.writeString(source, "package " + area + seed + ";\n" + life.source());
        command.add(source.toString());
      }
    }
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler().run(null, null, null, command.toArray(String[]::new)));
  }

  @Test
  void theSeedDecidesAll() {
    CauseLife life = CauseLife.of("java_heap", 3, 25, 42);
    assertEquals(life, CauseLife.of("java_heap", 3, 25, 42));
    assertNotEquals(life.source(), CauseLife.of("java_heap", 3, 25, 43).source());
  }

  @Test
  void eachCollectorHasItsHeap() {
    List<String> collectors =
        Stream.iterate(0, i -> i + 1)
            .limit(5)
            .map(i -> CauseLife.of("java_heap", i, 17, i).collector())
            .toList();
    assertEquals(CauseLife.COLLECTORS, collectors);
  }

  @Test
  void aCauseIsRightWithItsAreaAndAllNames() {
    CauseLife life = CauseLife.of("shared_memory", 0, 17, 1);
    String mount = life.named().get(0);
    String file = life.named().get(1);
    assertTrue(life.isNamedBy("shared_memory: /tmp/" + mount + " holds; " + file + ".dat"));
    assertFalse(life.isNamedBy("shared_memory: /tmp/" + mount + " holds 3 MiB"));
    assertFalse(life.isNamedBy("kernel: /tmp/" + mount + " holds; " + file + ".dat"));
    assertFalse(life.isNamedBy(""));
  }
}
