package io.github.headroom.it.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {

  private static final String ANY = "6.18-v1-tmpfs-killed";

  @TempDir Path directory;

  @Test
  void everythingIsRead() throws IOException {
    Evidence evidence = Evidence.read(Captured.original(ANY));
    assertEquals("TmpfsHog", evidence.scene().victim());
    assertEquals(4, evidence.exports().size());
    assertEquals(0, evidence.lines().get(0).bytes());
    assertEquals(1, evidence.reports().size());
    assertEquals(134217728, evidence.limit());
  }

  @Test
  void anEmptyDirectoryNamesAllThatIsMissing() {
    AssertionError error = assertThrows(AssertionError.class, () -> Evidence.read(directory));
    for (String part :
        new String[] {"scene", "out", "err", "dmesg", "files/own", "exports/arrivals"}) {
      assertTrue(error.getMessage().contains(part + ": missing"), () -> part + " in " + error);
    }
  }

  @Test
  void aMissingExportIsNamed() throws IOException {
    Captured captured = copy();
    String last = Evidence.read(directory).last().name();
    captured.delete("exports/" + last);
    assertBroken(captured, "exports/" + last + ": arrived, but is missing");
  }

  @Test
  void aTruncatedExportIsNamed() throws IOException {
    Captured captured = copy();
    String last = Evidence.read(directory).last().name();
    Path file = directory.resolve("exports").resolve(last);
    byte[] body = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(body, body.length / 2));
    assertBroken(captured, "exports/" + last + ": no OTLP request");
  }

  @Test
  void garbageAmongTheArrivalsIsNamed() throws IOException {
    assertBroken(copy().change("exports/arrivals", text -> text + "x\n"), "found \"x\"");
  }

  @Test
  void aValueThatIsMissingIsNamed() throws IOException {
    assertBroken(copy().replace("scene", "(?m)^rate=.*\n", ""), "scene: rate is missing");
  }

  @Test
  void aValueThatIsNoNumberIsNamed() throws IOException {
    assertBroken(
        copy().replace("scene", "(?m)^limit=.*", "limit=12x"),
        "scene: limit: expected a number, found \"12x\"");
  }

  @Test
  void anOutcomeThatIsNotKnownIsNamed() throws IOException {
    assertBroken(copy().replace("scene", "outcome=killed", "outcome=odd"), "found \"odd\"");
  }

  @Test
  void aVictimWithoutOutputIsNamed() throws IOException {
    assertBroken(copy().change("out", text -> "hello\n"), "out: no line");
  }

  @Test
  void aMissingFileOfTheGroupIsNamed() throws IOException {
    assertBroken(copy().delete("files/own/memory.stat"), "files/own/memory.stat: missing");
  }

  private Captured copy() throws IOException {
    return Captured.copy(ANY, directory);
  }

  private static void assertBroken(Captured captured, String fault) {
    AssertionError error = assertThrows(AssertionError.class, captured::read);
    assertTrue(error.getMessage().contains(fault), () -> fault + " is not in " + error);
  }
}
