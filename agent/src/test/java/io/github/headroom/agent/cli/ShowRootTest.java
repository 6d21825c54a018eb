package io.github.headroom.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.locate.CgroupLayoutsTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code show --root} on copies of other machines, which must show nothing of this machine. */
class ShowRootTest {

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  static Stream<Arguments> layouts() {
    return CgroupLayoutsTest.layouts();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layouts")
  void aLayoutIsShownAsItWasCaptured(
      String layout, String cgroup, String at, List<String> ancestors, String reason)
      throws IOException {
    Path root = CgroupLayoutsTest.LAYOUTS.resolve(layout);
    int status = show("--root", root.toString());
    if (cgroup.equals("none")) {
      assertEquals(1, status, () -> text(out));
      assertTrue(text(err).contains(reason), () -> text(err));
      assertEquals("", text(out));
      return;
    }
    assertEquals(0, status, () -> text(err));
    assertTrue(
        text(out).startsWith("cgroup    " + cgroup.substring(0, 2).toLowerCase(Locale.ROOT) + "  "),
        () -> text(out));
    assertTrue(text(out).contains(reason), () -> text(out));
    Path usage = root.resolve(at).resolve("memory.current");
    if (Files.exists(usage)) {
      out.reset();
      assertEquals(0, show("--json", "--root", root.toString()));
      String value = Files.readString(usage).strip();
      assertTrue(
          text(out)
              .contains(
                  "{\"name\": \"container.memory.usage\", \"unit\": \"By\", \"attributes\": {},"
                      + " \"value\": "
                      + value
                      + "}"),
          () -> text(out));
    }
  }

  @Test
  void whatTheTreeLacksIsAbsentAndWhatItHasIsItsOwn() throws IOException {
    tree();
    assertEquals(0, show("--root", directory.toString(), "--json"), () -> text(err));
    String json = text(out);
    assertTrue(json.contains(value("container.memory.usage", 300)), json);
    assertTrue(json.contains("{\"headroom.limit.scope\": \"own\"}, \"value\": 1000}"), json);
    for (String absent : List.of("process.memory", "memory.swap", "\"expected\"", "\"self\"")) {
      assertFalse(json.contains(absent), () -> absent + " in " + json);
    }
  }

  @Test
  void withTheMachinesSwapTheHeadroomIsKnown() throws IOException {
    tree();
    write("proc/meminfo", "MemTotal: 8000 kB\nMemAvailable: 8000 kB\nSwapFree: 0 kB\n");
    assertEquals(0, show("--root", directory.toString()), () -> text(err));
    assertTrue(text(out).contains("verdict   unknown: one look does not show growth"), text(out));
    assertTrue(text(out).contains("headroom.oom.headroom"), text(out));
  }

  @Test
  void theProcessIsTheOneThatIsNamed() throws IOException {
    tree();
    write("proc/17/cgroup", "0::/other\n");
    write("proc/17/mountinfo", MOUNT);
    write("proc/17/status", "VmRSS: 7 kB\n");
    write("sys/fs/cgroup/other/memory.current", "77\n");
    write("sys/fs/cgroup/other/memory.stat", "anon 70\n");
    assertEquals(0, show("--root", directory.toString(), "--pid", "17", "--json"), text(err));
    assertTrue(text(out).contains(value("container.memory.usage", 77)), text(out));
    assertTrue(text(out).contains(value("process.memory.usage", 7 << 10)), text(out));
  }

  @Test
  void aProcessThatTheTreeLacksIsNamedEvenIfThisMachineHasIt() throws IOException {
    tree();
    assertEquals(1, show("--root", directory.toString(), "--pid", "1"));
    assertEquals(
        "headroom: " + directory + "/proc/1 does not exist: there is no process 1 in this tree",
        text(err).strip());
  }

  @Test
  void aMissingDirectoryIsNamed() {
    assertEquals(1, show("--root", directory + "/nothing"));
    assertEquals(
        "headroom: " + directory + "/nothing: there is no such directory", text(err).strip());
  }

  @Test
  void theProcessItselfIsNoOtherProcessOfItsGroup() throws IOException {
    tree();
    write("proc/self/status", "VmRSS: 7 kB\nRssAnon: 100 kB\n");
    write("sys/fs/cgroup/app/cgroup.procs", "4711\n");
    assertEquals(0, show("--root", directory.toString(), "--json"), text(err));
    // It is alone in its cgroup, so all of anon belongs to it.
    assertTrue(text(out).contains("\"other_processes\"}, \"value\": 0}"), text(out));
  }

  @Test
  void aLinkThatLeadsOutOfTheTreeIsNotFollowed(@TempDir Path machine) throws IOException {
    tree();
    Path theirs = Files.writeString(machine.resolve("memory.max"), "555\n");
    Path limit = directory.resolve("sys/fs/cgroup/app/memory.max");
    Files.delete(limit);
    Files.createSymbolicLink(limit, theirs);
    assertEquals(0, show("--root", directory.toString(), "--json"), text(err));
    assertFalse(text(out).contains("555"), text(out));

    Files.move(directory.resolve("sys"), machine.resolve("sys"));
    Files.createSymbolicLink(directory.resolve("sys"), machine.resolve("sys"));
    out.reset();
    assertEquals(1, show("--root", directory.toString(), "--json"), text(out));
    assertEquals("", text(out));
  }

  @Test
  void aLinkWithinTheTreeIsFollowed() throws IOException {
    tree();
    Files.move(directory.resolve("proc/self"), directory.resolve("proc/4711"));
    Files.createSymbolicLink(directory.resolve("proc/self"), Path.of("4711"));
    assertEquals(0, show("--root", directory.toString(), "--json"), text(err));
    assertTrue(text(out).contains(value("container.memory.usage", 300)), text(out));
  }

  @Test
  void aRootThatIsEmptyIsWrongUsage() {
    assertEquals(2, show("--root", ""));
    assertEquals(2, show("--root"));
  }

  private static final String MOUNT =
      """
      1 0 0:1 / / rw - overlay overlay rw
      2 1 0:2 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw
      """;

  /** Creates a container's tree like capture.sh, with a limit of 1000 bytes. */
  private void tree() throws IOException {
    write("proc/self/cgroup", "0::/app\n");
    write("proc/self/mountinfo", MOUNT);
    write("proc/self/stat", "4711 (java) S 1\n");
    write("sys/fs/cgroup/app/memory.current", "300\n");
    write("sys/fs/cgroup/app/memory.max", "1000\n");
    write(
        "sys/fs/cgroup/app/memory.stat",
        "anon 200\nfile 100\ninactive_file 60\nactive_file 40\nshmem 0\n");
  }

  private void write(String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String value(String name, long value) {
    return "{\"name\": \""
        + name
        + "\", \"unit\": \"By\", \"attributes\": {}, \"value\": "
        + value
        + "}";
  }

  private int show(String... arguments) {
    return Show.run(
        arguments,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
