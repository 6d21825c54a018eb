package io.github.headroom.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.settings.Setting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  /** Above the kernel's largest process ID, 2^22 (proc(5), pid_max). */
  private static final String NOBODY = "99999999";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "-h"})
  void helpNamesEveryVerbAndEverySetting(String verb) {
    assertEquals(0, run(verb));
    String help = text(out);
    for (String line :
        new String[] {
          "-javaagent:", " attach PID", " show ", " backtest FILE", " version | help"
        }) {
      assertTrue(help.contains(line), () -> line + " in " + help);
    }
    for (Setting setting : Setting.values()) {
      assertTrue(help.contains("  " + setting.property() + "  ("), setting::property);
    }
    assertEquals("", text(err));
  }

  @Test
  void withoutAVerbTheCommandsAreNotBehindTheSettings() {
    assertEquals(0, run(""));
    assertTrue(text(out).contains("help prints every setting"), () -> text(out));
    assertTrue(text(out).lines().count() < 40, () -> text(out));
  }

  @ParameterizedTest
  @CsvSource({
    "attach --help, attach PID",
    "show --help, show [--root DIR]",
    "show -h, show [--root DIR]",
    "report --help, report DIR --all",
    "replay --help, replay FILE",
    "backtest --help, --forecasts FILE",
    "version --help, version | help"
  })
  void aVerbHasAHelpOfItsOwn(String line, String expected) {
    assertEquals(0, run(line.split(" ", 0)));
    assertTrue(text(out).contains(expected), () -> text(out));
    assertTrue(text(out).lines().count() < 30, () -> text(out));
    assertEquals("", text(err));
  }

  @Test
  void theHelpOfAnUnknownVerbIsWrongUsage() {
    assertEquals(2, run("frobnicate", "--help"));
    assertEquals("", text(out));
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version", "-v"})
  void theVersionIsOneLine(String verb) {
    assertEquals(0, run(verb));
    assertTrue(text(out).startsWith("headroom-agent "), () -> text(out));
    assertEquals(1, text(out).lines().count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"frobnicate", "Show", "--json", "-x"})
  void anUnknownVerbIsWrongUsageAndNamedOnStderr(String verb) {
    assertEquals(2, run(verb));
    assertTrue(text(err).contains("unknown verb \"" + verb + "\""), () -> text(err));
    assertEquals("", text(out));
  }

  @ParameterizedTest
  @CsvSource({
    "attach",
    "attach self",
    "attach -1",
    "attach 1x",
    "attach 12345678901234567890",
    "attach 1 a=b c=d",
    "show 1",
    "show --pid",
    "show --pid ../1",
    "show --pid init",
    "show --xml",
    "show --json --pid",
    "report",
    "report a b",
    "report --html",
    "report --xml a",
    "replay",
    "replay a b",
    "replay --json",
    "backtest",
    "backtest --killed",
    "backtest a b",
    "show --watch",
    "show --watch 29",
    "show --watch 86401",
    "show --watch -30",
    "show --watch 1m",
  })
  void wrongArgumentsAreWrongUsageAndStderrHasTheRightOnes(String line) {
    assertEquals(2, run(line.split(" ")));
    assertTrue(text(err).startsWith("usage: java -jar headroom-agent.jar "), () -> text(err));
    assertEquals("", text(out));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"attach " + NOBODY, "show --pid " + NOBODY, "show --json --pid " + NOBODY})
  void aProcessThatDoesNotExistCannotBeDone(String line) {
    assertEquals(1, run(line.split(" ")));
    assertEquals(
        "headroom: there is no process " + NOBODY + " that this one can see", text(err).strip());
    assertEquals("", text(out));
  }

  @ParameterizedTest
  @ValueSource(strings = {"report", "replay"})
  void aMissingOrForeignRecordingIsNamed(String verb, @TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("1-1.headroom"), "not one");
    assertEquals(1, run(verb, directory + "/nothing"));
    assertEquals(1, run(verb, file.toString()));
    Files.delete(file);
    assertEquals(1, run(verb, directory.toString()));
    assertEquals(
        ("headroom: there is no file %s/nothing\n"
                + "headroom: %s/1-1.headroom: not a recording: expected it to begin with HEADROOM\n"
                + "headroom: %s holds no recording (*.headroom); directories below it are not"
                + " looked into")
            .replace("%s", directory.toString()),
        text(err).strip());
    assertEquals("", text(out));
  }

  @ParameterizedTest
  @ValueSource(strings = {"report", "replay"})
  void aDeviceIsNoRecordingAndIsNotOpened(String verb) {
    assertEquals(1, run(verb, "/dev/null"));
    assertEquals(
        "headroom: /dev/null: not a recording: found a directory, a FIFO or a device",
        text(err).strip());
  }

  @Test
  void showPrintsTheCgroupOfThisProcessOrWhyItHasNone() {
    int status = run("show");
    if (status == 0) {
      assertTrue(text(out).startsWith("cgroup    v"), () -> text(out));
      assertTrue(text(out).contains("\ncontainer.memory.working_set "), () -> text(out));
      assertTrue(text(out).contains("\nverdict   unknown: "), () -> text(out));
    } else {
      assertEquals(1, status);
      assertTrue(text(err).contains("WARN"), () -> text(err));
    }
  }

  @Test
  void showPrintsAnotherProcessFromOutside() throws Exception {
    Process sleeper = new ProcessBuilder("sleep", "60").start();
    try {
      String pid = Long.toString(sleeper.pid());
      int status = run("show", "--pid", pid, "--json");
      if (status == 0) {
        assertTrue(text(out).startsWith("{\"cgroup\": {\"version\": \"v"), () -> text(out));
        assertTrue(text(out).contains("\"name\": \"process.memory.usage\""), () -> text(out));
      } else {
        assertEquals(1, status);
      }
      assertTrue(Files.exists(Path.of("/proc", pid)));
    } finally {
      sleeper.destroyForcibly().waitFor();
    }
  }

  private int run(String... arguments) {
    String[] given = arguments.length == 1 && arguments[0].isEmpty() ? new String[0] : arguments;
    return CommandLine.run(given, stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
