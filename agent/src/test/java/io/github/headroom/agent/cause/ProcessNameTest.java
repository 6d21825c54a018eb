package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessNameTest {

  @TempDir private Path root;

  @ParameterizedTest
  @CsvSource({
    "java -Xmx1g -cp a.jar:b.jar shop.Main --token s3cret, java shop.Main",
    "/opt/jdk/bin/java -jar /srv/shop-1.2.jar --password x, java shop-1.2.jar",
    "java -m shop/shop.Main, java shop.Main",
    "java --module-path mods --add-modules all -Dkey=secret shop.Main, java shop.Main",
    "java @options, java",
    "java -jar, java",
    "java, java"
  })
  void theNameOfJavaIsItsMainClassOrJar(String line, String name) {
    assertEquals(name, name("java", line.replace(' ', '\0') + '\0'));
  }

  @Test
  void theNameOfAnotherProcessIsItsComm() {
    assertEquals("python3", name("python3", "python3\0app.py\0--password\0s3cret\0"));
  }

  @Test
  void aCommThatTheKernelCutIsCompleted() {
    assertEquals(
        "prometheus-node-exporter",
        name("prometheus-node", "/usr/bin/prometheus-node-exporter\0--secret=1\0"));
    assertEquals("prometheus-node", name("prometheus-node", "other\0"));
  }

  @Test
  void onlyTheFirstWordOfATitleIsTaken() {
    assertEquals(
        "background-worker",
        name("background-worke", "background-worker: shop scott tiger\0").replace(":", ""));
    assertEquals("java", name("java", "java -jar shop.jar scott/tiger\0"));
  }

  @Test
  void theNameIsCommWithoutACommandLine() {
    assertEquals("java", name("java", ""));
    assertEquals("prometheus-node", name("prometheus-node", ""));
  }

  @Test
  void controlCharactersAndIdentifiersAreNotShown() {
    assertEquals("a\\u001b[2J", name("a\u001b[2J", ""));
    assertEquals("w-#", name("w-3f2a9c11d4", ""));
    assertEquals("key=", name("key=hunter2", ""));
  }

  @Test
  void aProcessThatHasEndedHasNoName() {
    assertNull(ProcessName.of(root.resolve("proc/41")));
    new FakeProc(root).file("41/comm", "");
    assertNull(ProcessName.of(root.resolve("proc/41")));
  }

  private String name(String comm, String commandLine) {
    new FakeProc(root).process(41, comm, commandLine, 1);
    return ProcessName.of(root.resolve("proc/41"));
  }
}
