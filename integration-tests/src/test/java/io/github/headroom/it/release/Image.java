package io.github.headroom.it.release;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The image that {@code release/image.sh} writes, unpacked as an OCI layout. */
final class Image {

  private final Path layout;

  private Image(Path layout) {
    this.layout = layout;
  }

  /** Writes the tar; the test is skipped where its cp was not compiled. */
  static Path write(Path directory, String... more) throws IOException {
    Lab.file("image-cp", "cp-amd64");
    Path tar = directory.resolve("image.tar");
    String[] command = {
      "release/image.sh", "--jar", JavaProcess.agentJar().toString(), "--output", tar.toString()
    };
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    Finished.of(Finished.project(), all).orFail();
    return tar;
  }

  static Image unpack(Path tar, Path directory) throws IOException {
    Path layout = Files.createDirectory(directory.resolve("layout"));
    Finished.of(directory, "tar", "-xf", tar.toString(), "-C", layout.toString()).orFail();
    return new Image(layout);
  }

  /** The index that has a manifest for each architecture, by its digest. */
  String digest() throws IOException {
    return object(Files.readString(layout.resolve("index.json")))
        .getAsJsonArray("manifests")
        .get(0)
        .getAsJsonObject()
        .get("digest")
        .getAsString();
  }

  /** Manifests by architecture. */
  Map<String, JsonObject> manifests() throws IOException {
    Map<String, JsonObject> manifests = new LinkedHashMap<>();
    for (JsonElement element : blob(digest()).getAsJsonArray("manifests")) {
      JsonObject descriptor = element.getAsJsonObject();
      manifests.put(
          descriptor.getAsJsonObject("platform").get("architecture").getAsString(),
          blob(descriptor.get("digest").getAsString()));
    }
    return manifests;
  }

  JsonObject config(JsonObject manifest) throws IOException {
    return blob(manifest.getAsJsonObject("config").get("digest").getAsString());
  }

  /** The layers, one over the other, in a new directory. */
  Path root(String architecture, Path directory) throws IOException {
    Path root = Files.createDirectory(directory.resolve("root-" + architecture));
    JsonObject manifest = manifests().get(architecture);
    if (manifest == null) {
      throw new AssertionError("no manifest for " + architecture);
    }
    JsonArray layers = manifest.getAsJsonArray("layers");
    for (JsonElement layer : layers) {
      Path blob = file(layer.getAsJsonObject().get("digest").getAsString());
      Finished.of(directory, "tar", "-xzpf", blob.toString(), "-C", root.toString()).orFail();
    }
    return root;
  }

  Path file(String digest) {
    return layout.resolve("blobs").resolve(digest.replace(':', '/'));
  }

  private JsonObject blob(String digest) throws IOException {
    return object(Files.readString(file(digest)));
  }

  private static JsonObject object(String json) {
    return JsonParser.parseString(json).getAsJsonObject();
  }
}
