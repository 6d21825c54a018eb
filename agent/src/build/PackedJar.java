import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes the jar that is shipped from the shaded one: the entry's classes as they are, and all
 * classes once more as a jar within, with the index that PackedClasses reads. Nothing is deflated:
 * inflating 250 classes is CPU time and garbage that stays resident in the container that is
 * watched; an image's layer is compressed anyway.
 *
 * <p>The extension of the OpenTelemetry agent is taken as it was compiled: it names OpenTelemetry's
 * classes by their own names.
 *
 * <p>Run by the build: {@code java PackedJar.java SHADED PACKED LICENSE NOTICE COMPILED CLASS...}
 */
final class PackedJar {

  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final LocalDateTime ALWAYS_THE_SAME = LocalDateTime.of(2026, 1, 1, 0, 0);

  /** A jar with stored entries, and where the content of each begins in it. */
  private record Stored(byte[] bytes, Map<String, Integer> offsets) {}

  public static void main(String[] arguments) throws IOException {
    Map<String, byte[]> shaded = read(Path.of(arguments[0]));
    byte[] manifest = shaded.remove(MANIFEST);
    Stored classes = store(shaded);

    Map<String, byte[]> packed = new LinkedHashMap<>();
    packed.put(MANIFEST, manifest);
    packed.put("META-INF/LICENSE", Files.readAllBytes(Path.of(arguments[2])));
    packed.put("META-INF/NOTICE", Files.readAllBytes(Path.of(arguments[3])));
    for (int i = 5; i < arguments.length; i++) {
      addClass(packed, shaded, arguments[i]);
    }
    addExtension(packed, Path.of(arguments[4]));
    packed.put("META-INF/headroom/classes.index", index(classes, shaded));
    packed.put("META-INF/headroom/classes.jar", classes.bytes());
    Files.write(Path.of(arguments[1]), store(packed).bytes());
  }

  /** Every file of a jar, by name. */
  private static Map<String, byte[]> read(Path jar) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
        if (!entry.isDirectory()) {
          try (InputStream in = zip.getInputStream(entry)) {
            files.put(entry.getName(), in.readAllBytes());
          }
        }
      }
    }
    return files;
  }

  private static void addClass(
      Map<String, byte[]> to, Map<String, byte[]> from, String name) {
    if (!from.containsKey(name + ".class")) {
      throw new IllegalStateException(name + ".class is missing in the shaded jar");
    }
    from.forEach(
        (file, bytes) -> {
          if (file.equals(name + ".class") || file.startsWith(name + "$")) {
            to.put(file, bytes);
          }
        });
  }

  private static void addExtension(Map<String, byte[]> to, Path compiled) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(compiled)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    int before = to.size();
    for (Path file : files) {
      String name = compiled.relativize(file).toString().replace('\\', '/');
      if (isOfExtension(name)) {
        to.put(name, Files.readAllBytes(file));
      }
    }
    if (to.size() == before) {
      throw new IllegalStateException("no class of the extension in " + compiled);
    }
  }

  private static boolean isOfExtension(String name) {
    return name.startsWith("META-INF/services/io.opentelemetry.javaagent.")
        || (name.startsWith("io/github/headroom/agent/extension/")
            && !name.endsWith("/package-info.class"));
  }

  private static Stored store(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Map<String, Integer> offsets = new TreeMap<>();
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
        zip.flush();
        offsets.put(file.getKey(), bytes.size());
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return new Stored(bytes.toByteArray(), offsets);
  }

  /** How many, and of each: where (4 bytes), how long (4), the length of its name (2), its name. */
  private static byte[] index(Stored jar, Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(files.size());
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] name = file.getKey().getBytes(StandardCharsets.ISO_8859_1);
      out.writeInt(jar.offsets().get(file.getKey()));
      out.writeInt(file.getValue().length);
      out.writeShort(name.length);
      out.write(name);
    }
    return bytes.toByteArray();
  }
}
