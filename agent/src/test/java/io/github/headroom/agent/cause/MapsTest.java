package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapsTest {

  private static final String JVM = "/opt/jdk";

  @TempDir private Path directory;

  @Test
  void anArenaIsAlignedAndReservedInFull() throws IOException {
    Maps maps =
        read(
            """
            f0000000-f0800000 rw-p 00000000 00:00 0\s
            f0800000-100000000 ---p 00000000 00:00 0\s
            7f1ab0000000-7f1ab0021000 rw-p 00000000 00:00 0\s
            7f1ab0021000-7f1ab4000000 ---p 00000000 00:00 0\s
            7f1ab8000000-7f1abb000000 rw-p 00000000 00:00 0\s
            7f1abb000000-7f1abc000000 ---p 00000000 00:00 0\s
            7f1abc000000-7f1abc100000 rw-p 00000000 00:00 0\s
            7f1abd000000-7f1abd100000 ---p 00000000 00:00 0\s
            """);
    assertEquals(2, maps.arenas());
  }

  @Test
  void librariesOfTheJdkAndOfTheSystemAreLeftOut() throws IOException {
    Maps maps =
        read(
            """
            7f1ac1a00000-7f1ac1a10000 r-xp 00001000 fe:00 1 /opt/jdk/lib/server/libjvm.so
            7f1ac1b00000-7f1ac1b10000 r-xp 00001000 fe:00 2 /lib/libc.so.6
            7f1ac1c00000-7f1ac1c10000 r--p 00001000 fe:00 3 /tmp/librocksdbjni.so
            7f1ac1c10000-7f1ac1c20000 r-xp 00001000 fe:00 3 /tmp/librocksdbjni.so
            7f1ac1c30000-7f1ac1c40000 r-xp 00001000 fe:00 3 /tmp/librocksdbjni.so
            7f1ac1d00000-7f1ac1d10000 r-xp 00001000 fe:00 4 /lib/libjemalloc.so.2
            """);
    assertEquals(List.of("librocksdbjni", "libjemalloc"), maps.libraries());
  }

  @Test
  void theDynamicLoaderIsOfTheSystemOnEachArchitecture() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String loader :
        List.of(
            "ld-linux-x86-64.so.2",
            "ld-linux-aarch64.so.1",
            "ld64.so.1", // s390x
            "ld64.so.2", // ppc64le
            "ld.so.1",
            "ld-2.31.so",
            "ld-musl-aarch64.so.1")) {
      text.append("7f1ac1c10000-7f1ac1c20000 r-xp 00001000 fe:00 3 /lib/" + loader + "\n");
    }
    assertEquals(List.of(), read(text.toString()).libraries());
  }

  @Test
  void sharedMemoryWithoutAMountIsSummedByName() throws IOException {
    Maps maps =
        read(
            """
            7f1ad0000000-7f1ae0000000 rw-s 00000000 00:01 77 /memfd:cache (deleted)
            7f1ae0000000-7f1ae1000000 rw-s 00000000 00:01 78 /memfd:cache (deleted)
            7f1af0000000-7f1af1000000 rw-s 00000000 00:01 79 /dev/zero (deleted)
            7f1b00000000-7f1b10000000 rw-s 00000000 00:01 80 /memfd:java_heap (deleted)
            7f1b10000000-7f1b11000000 rw-s 00000000 fe:00 81 /data/index.dat
            """);
    assertEquals(272L << 20, maps.shared().size("/memfd:cache"));
    assertEquals(16L << 20, maps.shared().size("/dev/zero"));
    assertFalse(maps.shared().has("/memfd:java_heap"));
    assertFalse(maps.shared().has("/data/index.dat"));
  }

  @Test
  void anEmptyFileAndGarbageGiveNothing() throws IOException {
    assertEquals(0, read("").arenas());
    Maps maps = read("x".repeat(20_000) + "\n-\n 7f-\n7f-80 rw\nffffffffffffffffff-0 rw-p /a.so\n");
    assertEquals(List.of(), maps.libraries());
    assertEquals(0, maps.arenas());
  }

  @Test
  void aLineAcrossTwoReadsIsParsedWhole() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      text.append("7f1ac1c10000-7f1ac1c20000 r-xp 00001000 fe:00 3 /tmp/library")
          .append((char) ('a' + i % 20));
      text.append(".so\n");
    }
    assertEquals(20, read(text.toString()).libraries().size());
  }

  @Test
  void aMissingFileCannotBeRead() {
    assertThrows(IOException.class, () -> Maps.read(directory.resolve("maps"), JVM, 1));
  }

  private Maps read(String text) throws IOException {
    Path file = directory.resolve("maps");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    return Maps.read(file, JVM, 1);
  }
}
