package io.github.headroom.agent.boot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedClassesTest {

  private static final String CLASSES = "META-INF/headroom/classes.jar";
  private static final String INDEX = "META-INF/headroom/classes.index";

  /** Replaces the inner jar. The index has the positions of its files. */
  private static final byte[] WITHIN = "..first.second file...".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path directory;

  @Test
  void aFileIsReadFromWhereTheIndexHasIt() throws IOException {
    try (ZipFile jar = jar(index(), WITHIN)) {
      PackedClasses packed = new PackedClasses(jar);

      assertArrayEquals(ascii("first"), packed.read("a/First.class"));
      assertArrayEquals(ascii("second file"), packed.read("second"));
      assertArrayEquals(ascii(""), packed.read("empty"));
    }
  }

  @Test
  void aFileIsReadIntoALongerArray() throws IOException {
    try (ZipFile jar = jar(index(), WITHIN)) {
      PackedClasses packed = new PackedClasses(jar);
      byte[] buffer = ascii("-----------");

      packed.read(packed.find("a/First.class"), "a/First.class", buffer);

      assertArrayEquals(ascii("first------"), buffer);
      assertEquals(5, PackedClasses.length(packed.find("a/First.class")));
    }
  }

  @Test
  void aFileThatIsNotThereIsNotFound() throws IOException {
    try (ZipFile jar = jar(index(), WITHIN)) {
      assertNull(new PackedClasses(jar).find("a/Second.class"));
    }
  }

  @Test
  void aFileThatIsNotThereIsNull() throws IOException {
    try (ZipFile jar = jar(index(), WITHIN)) {
      assertNull(new PackedClasses(jar).read("a/Second.class"));
    }
  }

  /** As left by a tool that repacks the application's jars. */
  @Test
  void aJarThatWasDeflatedIsReadAsWell() throws IOException {
    Path file = directory.resolve("deflated.jar");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(INDEX));
      zip.write(index());
      zip.putNextEntry(new ZipEntry(CLASSES));
      zip.write(WITHIN);
    }
    try (ZipFile jar = new ZipFile(file.toFile())) {
      assertArrayEquals(ascii("second file"), new PackedClasses(jar).read("second"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CLASSES, INDEX})
  void anEntryThatIsMissingIsNamed(String missing) throws IOException {
    try (ZipFile jar =
        jar(missing.equals(INDEX) ? null : index(), missing.equals(CLASSES) ? null : WITHIN)) {
      IOException thrown = assertThrows(IOException.class, () -> new PackedClasses(jar));
      assertEquals(missing + " is missing in " + jar.getName(), thrown.getMessage());
    }
  }

  @Test
  void anIndexThatIsCutAnywhereIsRefused() throws IOException {
    byte[] whole = index();
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void anIndexOfGarbageIsRefused() throws IOException {
    byte[] garbage = new byte[64];
    Arrays.fill(garbage, (byte) 0xAB);
    assertRefused(garbage);
    Arrays.fill(garbage, (byte) 0x7F);
    assertRefused(garbage);
  }

  @Test
  void anIndexThatPointsOutsideIsRefused() throws IOException {
    assertRefused(index(WITHIN.length - 4, 5));
    assertRefused(index(-1, 5));
    assertRefused(index(2, -1));
    assertRefused(index(Integer.MAX_VALUE, Integer.MAX_VALUE));
  }

  private void assertRefused(byte[] index) throws IOException {
    try (ZipFile jar = jar(index, WITHIN)) {
      IOException thrown = assertThrows(IOException.class, () -> new PackedClasses(jar));
      assertTrue(thrown.getMessage().startsWith(INDEX + " in "), thrown::getMessage);
      assertTrue(thrown.getMessage().endsWith(" is incomplete"), thrown::getMessage);
    }
  }

  private ZipFile jar(byte[] index, byte[] classes) throws IOException {
    Path file = directory.resolve("agent.jar");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      store(zip, "first", ascii("an entry before"));
      store(zip, INDEX, index);
      store(zip, CLASSES, classes);
    }
    return new ZipFile(file.toFile());
  }

  private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    if (bytes == null) {
      return;
    }
    var checksum = new java.util.zip.CRC32();
    checksum.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
  }

  private static byte[] index() throws IOException {
    return index(2, 5);
  }

  private static byte[] index(int offset, int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(3);
    place(out, offset, length, "a/First.class");
    place(out, 8, 11, "second");
    place(out, WITHIN.length, 0, "empty");
    return bytes.toByteArray();
  }

  private static void place(DataOutputStream out, int offset, int length, String name)
      throws IOException {
    out.writeInt(offset);
    out.writeInt(length);
    out.writeShort(name.length());
    out.writeBytes(name);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
