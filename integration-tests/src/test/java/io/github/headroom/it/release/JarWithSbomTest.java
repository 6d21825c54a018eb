package io.github.headroom.it.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.JavaProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release's jar is the one that is tested, and one entry more. */
class JarWithSbomTest {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final String SBOM = "{\"bomFormat\": \"CycloneDX\"}";

  @Test
  void theSbomIsInsideAndTheManifestNamesIt(@TempDir Path directory) throws IOException {
    Path jar = Files.copy(JavaProcess.agentJar(), directory.resolve("headroom-agent.jar"));
    Path sbom = Files.writeString(directory.resolve("sbom.json"), SBOM);

    add(jar, sbom);

    try (JarFile before = new JarFile(JavaProcess.agentJar().toFile());
        JarFile after = new JarFile(jar.toFile())) {
      Attributes manifest = after.getManifest().getMainAttributes();
      assertEquals("CycloneDX", manifest.getValue("Sbom-Format"));
      assertEquals(SBOM, text(after, manifest.getValue("Sbom-Location")));
      assertEquals(before.size() + 1, after.size());
      assertEquals(ZipEntry.STORED, after.getEntry("META-INF/headroom/classes.jar").getMethod());
    }
    assertTrue(
        Finished.of(directory, JAVA, "-javaagent:" + jar, "-jar", jar.toString(), "version")
            .orFail()
            .startsWith("headroom-agent "));
  }

  @Test
  void anotherSbomTakesThePlaceOfTheFirst(@TempDir Path directory) throws IOException {
    Path jar = Files.copy(JavaProcess.agentJar(), directory.resolve("headroom-agent.jar"));
    add(jar, Files.writeString(directory.resolve("first.json"), "{}"));

    add(jar, Files.writeString(directory.resolve("second.json"), SBOM));

    try (JarFile after = new JarFile(jar.toFile())) {
      assertEquals(SBOM, text(after, "META-INF/sbom/headroom-agent.cdx.json"));
    }
  }

  private static void add(Path jar, Path sbom) {
    Finished.of(
            Finished.project(),
            JAVA,
            "agent/src/build/JarWithSbom.java",
            jar.toString(),
            sbom.toString())
        .orFail();
  }

  private static String text(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
