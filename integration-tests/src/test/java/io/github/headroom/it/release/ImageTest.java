package io.github.headroom.it.release;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The image does what those who put agents into pods ask of one. */
class ImageTest {

  private static final int NOBODY_KNOWN = 65532;

  @TempDir private static Path directory;
  private static Path tar;
  private static Image image;

  @BeforeAll
  static void writeTheImage() throws IOException {
    tar = Image.write(directory);
    image = Image.unpack(tar, directory);
  }

  @Test
  void equalInputGivesEqualBytes(@TempDir Path second) throws IOException {
    assertArrayEquals(Files.readAllBytes(tar), Files.readAllBytes(Image.write(second)));
  }

  @Test
  void thereIsAManifestForEachArchitectureOfTheOperators() throws IOException {
    assertEquals(
        List.of("amd64", "arm64", "ppc64le", "s390x"), List.copyOf(image.manifests().keySet()));
    for (Map.Entry<String, JsonObject> manifest : image.manifests().entrySet()) {
      JsonObject config = image.config(manifest.getValue());
      assertEquals(manifest.getKey(), config.get("architecture").getAsString());
      assertEquals("65532:65532", config.getAsJsonObject("config").get("User").getAsString());
      assertEquals(
          "Apache-2.0",
          config
              .getAsJsonObject("config")
              .getAsJsonObject("Labels")
              .get("org.opencontainers.image.licenses")
              .getAsString());
    }
  }

  /** As its internal/instrumentation/javaagent.go has the init container. */
  @Test
  void theOperatorsInitContainerCopiesTheAgent(@TempDir Path own) throws IOException {
    Path volume = volume(own);

    run(own, "cp", "/javaagent.jar", "/volume/javaagent.jar").orFail();

    assertIsTheAgent(volume.resolve("javaagent.jar"));
  }

  /** The same file: into a directory that the init container before made, or did not. */
  @Test
  void theOperatorsInitContainerCopiesTheExtension(@TempDir Path own) throws IOException {
    Path volume = volume(own);

    run(own, "cp", "-r", "/extensions/.", "/volume/extensions").orFail();
    run(own, "cp", "-r", "/extensions/.", "/volume/extensions").orFail();

    assertIsTheAgent(volume.resolve("extensions/headroom-agent.jar"));
    assertEquals(1, volume.resolve("extensions").toFile().list().length);
  }

  /** As the webhook of Elastic's apm-k8s-attacher has it. */
  @Test
  void theAttachersInitContainerCopiesTheArtifact(@TempDir Path own) throws IOException {
    Path volume = volume(own);

    Finished copied = run(own, "cp", "-v", "-r", "/headroom-agent.jar", "/volume");

    assertEquals(
        "'/headroom-agent.jar' -> '/volume/headroom-agent.jar'\n", copied.orFail(), "verbose");
    assertIsTheAgent(volume.resolve("headroom-agent.jar"));
  }

  @Test
  void aFileThatCannotBeWrittenIsNamedAndFails(@TempDir Path own) throws IOException {
    volume(own);

    Finished copied = run(own, "cp", "/javaagent.jar", "/javaagent2.jar");

    assertEquals(1, copied.status());
    assertEquals("cp: /javaagent2.jar: Read-only file system\n", copied.output());
  }

  @ParameterizedTest
  @CsvSource({"arm64, aarch64", "ppc64le, ppc64le", "s390x, s390x"})
  void cpCopiesOnOtherArchitectures(String architecture, String emulated, @TempDir Path own)
      throws IOException {
    Path emulator = Lab.command("qemu-" + emulated + "-static", "qemu-user-static");
    Path root = image.root(architecture, own);
    Path to = own.resolve("to");

    Finished.of(
            own,
            emulator.toString(),
            root.resolve("bin/cp").toString(),
            "-r",
            root.resolve("extensions") + "/.",
            to.toString())
        .orFail();

    assertIsTheAgent(to.resolve("headroom-agent.jar"));
  }

  private static void assertIsTheAgent(Path copy) throws IOException {
    assertEquals(-1, Files.mismatch(JavaProcess.agentJar(), copy), copy + " is another file");
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
  }

  /** An emptyDir: everybody may write. */
  private static Path volume(Path own) throws IOException {
    Path volume = Files.createDirectory(own.resolve("volume"));
    Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
    return volume;
  }

  /** Runs the command in a container of the image: any user, no rights, a root to read only. */
  private static Finished run(Path own, String... command) throws IOException {
    Path runc = Lab.command("runc", "runc");
    if (!System.getProperty("user.name").equals("root")) {
      return abort("no container: needs root");
    }
    Path root = own.resolve("root-amd64");
    if (!Files.exists(root)) {
      image.root("amd64", own);
      Files.createDirectory(root.resolve("volume"));
    }
    assertTrue(Files.isDirectory(root));
    Files.writeString(own.resolve("config.json"), config(root, own.resolve("volume"), command));
    return Finished.of(
        own,
        runc.toString(),
        "--root",
        own.resolve("state").toString(),
        "run",
        "--no-pivot",
        "headroom-it-image-" + ProcessHandle.current().pid());
  }

  private static String config(Path root, Path volume, String... command) {
    return new Gson()
        .toJson(
            Map.of(
                "ociVersion",
                "1.0.2",
                "root",
                Map.of("path", root.toString(), "readonly", true),
                "process",
                Map.of(
                    "user",
                    Map.of("uid", NOBODY_KNOWN, "gid", NOBODY_KNOWN),
                    "cwd",
                    "/",
                    "args",
                    command,
                    "env",
                    List.of("PATH=/bin"),
                    "noNewPrivileges",
                    true),
                "mounts",
                List.of(
                    mount("/proc", "proc", "proc"),
                    mount("/dev", "tmpfs", "tmpfs"),
                    mount("/volume", "bind", volume.toString(), "bind", "rw")),
                "linux",
                Map.of(
                    "namespaces",
                    List.of(
                        Map.of("type", "pid"),
                        Map.of("type", "network"),
                        Map.of("type", "mount")))));
  }

  private static Map<String, Object> mount(
      String at, String type, String source, String... options) {
    return Map.of("destination", at, "type", type, "source", source, "options", options);
  }
}
