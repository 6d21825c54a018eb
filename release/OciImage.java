import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the image as a tar of an OCI image layout (image-spec 1.1), without a container engine: one index with a manifest for
 * each architecture. The jar is a layer that all share; the other layer is the cp of the architecture. Equal input gives
 * equal bytes.
 *
 * <p>{@code java OciImage.java JAR CP_DIRECTORY VERSION REVISION SITE EPOCH_SECONDS OUT.tar}; CP_DIRECTORY has cp-amd64, cp-arm64,
 * cp-ppc64le and cp-s390x.
 */
final class OciImage {

  private static final List<String> ARCHITECTURES = List.of("amd64", "arm64", "ppc64le", "s390x");
  private static final String TYPE = "application/vnd.oci.image.";
  private static final String BLOBS = "blobs/sha256/";

  /** A tar in the making: ustar, owned by root, all of one time. */
  private static final class Tar {
    private static final int BLOCK = 512;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long time;

    Tar(long time) {
      this.time = time;
    }

    void directory(String name) {
      header(name + "/", 0755, 0, '5', "");
    }

    void file(String name, int mode, byte[] content) {
      header(name, mode, content.length, '0', "");
      bytes.writeBytes(content);
      bytes.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    /** Another name of a file before it: in a layer the same content is there once. */
    void link(String name, int mode, String to) {
      header(name, mode, 0, '1', to);
    }

    byte[] end() {
      bytes.writeBytes(new byte[2 * BLOCK]);
      return bytes.toByteArray();
    }

    private void header(String name, int mode, long size, char type, String link) {
      byte[] header = new byte[BLOCK];
      put(header, 0, name);
      put(header, 100, octal(mode, 7));
      put(header, 108, octal(0, 7));
      put(header, 116, octal(0, 7));
      put(header, 124, octal(size, 11));
      put(header, 136, octal(time, 11));
      put(header, 148, "        ");
      header[156] = (byte) type;
      put(header, 157, link);
      put(header, 257, "ustar\00000");
      int sum = 0;
      for (byte b : header) {
        sum += b & 0xff;
      }
      put(header, 148, octal(sum, 6) + "\0 ");
      bytes.writeBytes(header);
    }

    private static void put(byte[] header, int at, String text) {
      byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(ascii, 0, header, at, ascii.length);
    }

    private static String octal(long number, int digits) {
      return String.format("%0" + digits + "o", number);
    }
  }

  /** A layer: the tar's digest, by which a configuration names it, and the packed blob. */
  private record Layer(String diff, String descriptor) {}

  private final Map<String, byte[]> blobs = new TreeMap<>();
  private final String version;
  private final String revision;
  private final String site;
  private final long time;

  private OciImage(String version, String revision, String site, long time) {
    this.version = version;
    this.revision = revision;
    this.site = site;
    this.time = time;
  }

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    Path programs = Path.of(arguments[1]);
    OciImage image =
        new OciImage(arguments[2], arguments[3], arguments[4], Long.parseLong(arguments[5]));
    Layer shared = image.jarLayer(Files.readAllBytes(jar));
    List<String> manifests = new ArrayList<>();
    for (String architecture : ARCHITECTURES) {
      Layer program = image.programLayer(Files.readAllBytes(programs.resolve("cp-" + architecture)));
      manifests.add(image.manifest(architecture, List.of(shared, program)));
    }
    Files.write(Path.of(arguments[6]), image.layout(manifests));
  }

  /** The names by which the doors ask for it: the operator's agent and extension, and manifests of one's own. */
  private Layer jarLayer(byte[] jar) throws IOException {
    Tar tar = new Tar(time);
    tar.file("javaagent.jar", 0644, jar);
    tar.link("headroom-agent.jar", 0644, "javaagent.jar");
    tar.directory("extensions");
    tar.link("extensions/headroom-agent.jar", 0644, "javaagent.jar");
    return layer(tar.end());
  }

  private Layer programLayer(byte[] cp) throws IOException {
    Tar tar = new Tar(time);
    tar.directory("bin");
    tar.file("bin/cp", 0755, cp);
    return layer(tar.end());
  }

  private Layer layer(byte[] tar) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(tar);
    }
    return new Layer(digest(tar), blob("layer.v1.tar+gzip", packed.toByteArray(), ""));
  }

  private String manifest(String architecture, List<Layer> layers) {
    List<String> diffs = new ArrayList<>();
    List<String> descriptors = new ArrayList<>();
    for (Layer layer : layers) {
      diffs.add(quoted(layer.diff()));
      descriptors.add(layer.descriptor());
    }
    String config =
        "{\"created\":" + quoted(created())
            + ",\"architecture\":" + quoted(architecture)
            + ",\"os\":\"linux\""
            // Pods with runAsNonRoot and no runAsUser look for a number here.
            + ",\"config\":{\"User\":\"65532:65532\",\"Env\":[\"PATH=/bin\"],\"Cmd\":[\"cp\"],\"Labels\":" + object(labels()) + "}"
            + ",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + String.join(",", diffs) + "]}}";
    String manifest =
        "{\"schemaVersion\":2,\"mediaType\":" + quoted(TYPE + "manifest.v1+json")
            + ",\"config\":" + blob("config.v1+json", utf8(config), "")
            + ",\"layers\":[" + String.join(",", descriptors) + "]"
            + ",\"annotations\":" + object(labels()) + "}";
    return blob(
        "manifest.v1+json",
        utf8(manifest),
        ",\"platform\":{\"architecture\":" + quoted(architecture) + ",\"os\":\"linux\"}");
  }

  private byte[] layout(List<String> manifests) {
    String index =
        "{\"schemaVersion\":2,\"mediaType\":" + quoted(TYPE + "index.v1+json")
            + ",\"manifests\":[" + String.join(",", manifests) + "]"
            + ",\"annotations\":" + object(labels()) + "}";
    String named =
        blob(
            "index.v1+json",
            utf8(index),
            ",\"annotations\":" + object(Map.of("org.opencontainers.image.ref.name", version)));
    Tar tar = new Tar(time);
    tar.file("oci-layout", 0644, utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
    tar.file(
        "index.json",
        0644,
        utf8(
            "{\"schemaVersion\":2,\"mediaType\":" + quoted(TYPE + "index.v1+json")
                + ",\"manifests\":[" + named + "]}"));
    tar.directory("blobs");
    tar.directory("blobs/sha256");
    blobs.forEach((digest, bytes) -> tar.file(BLOBS + digest, 0644, bytes));
    return tar.end();
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("org.opencontainers.image.title", "headroom-agent");
    labels.put(
        "org.opencontainers.image.description",
        "A Java agent that reports how far its container is from the kernel's OOM killer, for init containers and image volumes");
    labels.put("org.opencontainers.image.version", version);
    labels.put("org.opencontainers.image.revision", revision);
    labels.put("org.opencontainers.image.created", created());
    labels.put("org.opencontainers.image.url", site);
    labels.put("org.opencontainers.image.source", site);
    labels.put("org.opencontainers.image.documentation", site);
    labels.put("org.opencontainers.image.vendor", "The Headroom authors");
    labels.put("org.opencontainers.image.licenses", "Apache-2.0");
    return labels;
  }

  private String created() {
    return Instant.ofEpochSecond(time).toString();
  }

  /** Keeps the blob; its descriptor, with more members at the end. */
  private String blob(String type, byte[] bytes, String more) {
    String digest = digest(bytes);
    blobs.put(digest.substring("sha256:".length()), bytes);
    return "{\"mediaType\":" + quoted(TYPE + type)
        + ",\"digest\":" + quoted(digest)
        + ",\"size\":" + bytes.length + more + "}";
  }

  private static String digest(byte[] bytes) {
    try {
      return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String object(Map<String, String> members) {
    List<String> parts = new ArrayList<>();
    members.forEach((name, value) -> parts.add(quoted(name) + ":" + quoted(value)));
    return "{" + String.join(",", parts) + "}";
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
