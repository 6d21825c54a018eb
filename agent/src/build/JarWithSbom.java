import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Adds the software bill of materials to the packed jar: scanners do not look into the jar within. Where it lies is said by
 * the manifest attributes Sbom-Location and Sbom-Format, as Spring Boot's jars have them.
 *
 * <p>Run by the release's build: {@code java JarWithSbom.java JAR SBOM}. A jar that has one already gets the new one.
 */
final class JarWithSbom {

  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final String LOCATION = "META-INF/sbom/headroom-agent.cdx.json";
  private static final LocalDateTime ALWAYS_THE_SAME = LocalDateTime.of(2026, 1, 1, 0, 0);

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    Map<String, byte[]> files = read(jar);
    files.put(MANIFEST, withSbom(files.get(MANIFEST)));
    files.put(LOCATION, Files.readAllBytes(Path.of(arguments[1])));
    Files.write(jar, store(files));
  }

  private static Map<String, byte[]> read(Path jar) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  private static byte[] withSbom(byte[] bytes) throws IOException {
    Manifest manifest = new Manifest(new ByteArrayInputStream(bytes));
    Attributes attributes = manifest.getMainAttributes();
    attributes.putValue("Sbom-Format", "CycloneDX");
    attributes.putValue("Sbom-Location", LOCATION);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    manifest.write(out);
    return out.toByteArray();
  }

  /** Stored, as PackedJar does it and for its reasons. */
  private static byte[] store(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        CRC32 checksum = new CRC32();
        checksum.update(file.getValue());
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTimeLocal(ALWAYS_THE_SAME);
        entry.setSize(file.getValue().length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
