import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pushes the tar that OciImage writes to a registry, by the OCI distribution specification 1.1: blobs that are missing, then the
 * manifests, then the index under its tags.
 *
 * <p>{@code java OciPush.java IMAGE.tar REGISTRY/REPOSITORY:TAG...}. REGISTRY_USERNAME and REGISTRY_PASSWORD in the environment are
 * for registries that ask (Basic, or a token). http is spoken to localhost and 127.0.0.1 alone.
 */
final class OciPush {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final Pattern REFERENCE =
      Pattern.compile("([^/]+)/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*):([A-Za-z0-9_][A-Za-z0-9._-]{0,127})");
  // A descriptor as OciImage writes it.
  private static final Pattern DESCRIPTOR =
      Pattern.compile("\"mediaType\":\"([^\"]+)\",\"digest\":\"sha256:([0-9a-f]{64})\"");
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Pattern TOKEN = Pattern.compile("\"(?:token|access_token)\"\\s*:\\s*\"([^\"]+)\"");

  private record Descriptor(String type, String digest) {}

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();
  private final Map<String, byte[]> files;
  private final URI base;
  private final String repository;
  private String authorization = "";

  private OciPush(Map<String, byte[]> files, String registry, String repository) {
    this.files = files;
    String host = registry.replaceAll(":\\d+$", "");
    String scheme = host.equals("localhost") || host.equals("127.0.0.1") ? "http" : "https";
    this.base = URI.create(scheme + "://" + registry + "/v2/" + repository + "/");
    this.repository = repository;
  }

  public static void main(String[] arguments) throws Exception {
    try {
      Map<String, byte[]> files = read(Path.of(arguments[0]));
      for (int i = 1; i < arguments.length; i++) {
        Matcher reference = REFERENCE.matcher(arguments[i]);
        if (!reference.matches()) {
          throw new IOException("expected REGISTRY/REPOSITORY:TAG, found \"" + arguments[i] + "\"");
        }
        new OciPush(files, reference.group(1), reference.group(2)).push(reference.group(3));
        System.out.println("pushed " + arguments[i]);
      }
    } catch (IOException e) {
      System.err.println("OciPush: " + e.getMessage());
      System.exit(1);
    }
  }

  private void push(String tag) throws IOException, InterruptedException {
    Descriptor index = descriptors(file("index.json")).get(0);
    for (Descriptor manifest : descriptors(blob(index))) {
      for (Descriptor blob : descriptors(blob(manifest))) {
        upload(blob);
      }
      put(manifest, "sha256:" + manifest.digest());
    }
    put(index, tag);
  }

  private void upload(Descriptor blob) throws IOException, InterruptedException {
    String digest = "sha256:" + blob.digest();
    URI there = base.resolve("blobs/" + digest);
    if (send("HEAD", there, BodyPublishers.noBody(), "").statusCode() == 200) {
      return;
    }
    URI uploads = base.resolve("blobs/uploads/");
    HttpResponse<String> begun =
        expect(202, send("POST", uploads, BodyPublishers.noBody(), ""));
    String location =
        begun.headers().firstValue("Location").orElseThrow(() -> new IOException(uploads + ": an answer without Location"));
    URI to = uploads.resolve(location);
    URI whole = URI.create(to + (to.getRawQuery() == null ? "?" : "&") + "digest=" + digest);
    expect(201, send("PUT", whole, BodyPublishers.ofByteArray(blob(blob)), "application/octet-stream"));
  }

  private void put(Descriptor manifest, String name) throws IOException, InterruptedException {
    expect(
        201,
        send("PUT", base.resolve("manifests/" + name), BodyPublishers.ofByteArray(blob(manifest)), manifest.type()));
  }

  private static HttpResponse<String> expect(int status, HttpResponse<String> response) throws IOException {
    if (response.statusCode() != status) {
      throw new IOException(
          response.request().method() + " " + response.uri() + ": expected status " + status + ", found "
              + response.statusCode() + " " + response.body().strip());
    }
    return response;
  }

  /** Sends; where the registry asks who it is, once more with what it asked for. */
  private HttpResponse<String> send(String method, URI uri, BodyPublisher body, String type)
      throws IOException, InterruptedException {
    HttpResponse<String> response = once(method, uri, body, type);
    if (response.statusCode() == 401) {
      authorize(response.headers().firstValue("WWW-Authenticate").orElse(""));
      response = once(method, uri, body, type);
    }
    return response;
  }

  private HttpResponse<String> once(String method, URI uri, BodyPublisher body, String type)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).method(method, body);
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    // An upload may go on at another host, which has no use for the credentials.
    if (!authorization.isEmpty() && base.getAuthority().equals(uri.getAuthority())) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private void authorize(String challenge) throws IOException, InterruptedException {
    String user = System.getenv("REGISTRY_USERNAME");
    String password = System.getenv("REGISTRY_PASSWORD");
    if (user == null || password == null) {
      throw new IOException(base.getAuthority() + " asks who pushes: set REGISTRY_USERNAME and REGISTRY_PASSWORD");
    }
    String basic =
        "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    if (!challenge.regionMatches(true, 0, "Bearer", 0, "Bearer".length())) {
      authorization = basic;
      return;
    }
    Map<String, String> parameters = new HashMap<>();
    Matcher parameter = PARAMETER.matcher(challenge);
    while (parameter.find()) {
      parameters.put(parameter.group(1), parameter.group(2));
    }
    if (!parameters.containsKey("realm")) {
      throw new IOException(base.getAuthority() + ": a challenge without realm: " + challenge);
    }
    URI realm =
        URI.create(
            parameters.get("realm") + "?service=" + parameters.getOrDefault("service", "").replace(" ", "%20")
                + "&scope=repository:" + repository + ":pull,push");
    HttpRequest request = HttpRequest.newBuilder(realm).timeout(TIMEOUT).header("Authorization", basic).build();
    Matcher token = TOKEN.matcher(expect(200, client.send(request, BodyHandlers.ofString())).body());
    if (!token.find()) {
      throw new IOException(realm + ": an answer without a token");
    }
    authorization = "Bearer " + token.group(1);
  }

  private static List<Descriptor> descriptors(byte[] json) {
    List<Descriptor> found = new ArrayList<>();
    Matcher matcher = DESCRIPTOR.matcher(new String(json, StandardCharsets.UTF_8));
    while (matcher.find()) {
      found.add(new Descriptor(matcher.group(1), matcher.group(2)));
    }
    return found;
  }

  private byte[] blob(Descriptor descriptor) throws IOException {
    return file("blobs/sha256/" + descriptor.digest());
  }

  private byte[] file(String name) throws IOException {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new IOException("the image's tar has no " + name);
    }
    return bytes;
  }

  /** The files of a ustar. */
  private static Map<String, byte[]> read(Path tar) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    ByteArrayInputStream in = new ByteArrayInputStream(Files.readAllBytes(tar));
    byte[] header = new byte[512];
    while (in.readNBytes(header, 0, header.length) == header.length && header[0] != 0) {
      String name = new String(header, 0, 100, StandardCharsets.US_ASCII).replaceAll("\0.*", "");
      int size = Integer.parseInt(new String(header, 124, 11, StandardCharsets.US_ASCII), 8);
      files.put(name, in.readNBytes(size));
      in.skipNBytes((512 - size % 512) % 512);
    }
    return files;
  }
}
