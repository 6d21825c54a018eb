package io.github.headroom.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Packs an agent and the libraries it needs into one jar, as it would be shipped. */
final class AgentJar {

  private AgentJar() {}

  /**
   * Writes the jar.
   *
   * @param classes where the agent's own classes lie
   * @param own classes of the agent, the premain class first; their nested classes come along
   * @param libraries jars whose classes and services are taken in
   * @param texts further entries
   */
  static Path pack(
      Path jar, Path classes, List<Class<?>> own, List<Path> libraries, Map<String, String> texts)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(new Attributes.Name("Premain-Class"), own.get(0).getName());
    Files.createDirectories(jar.toAbsolutePath().getParent());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      Set<String> names = new HashSet<>();
      for (Class<?> type : own) {
        addClass(out, names, classes, type);
      }
      for (Map.Entry<String, String> text : texts.entrySet()) {
        add(out, names, text.getKey(), text.getValue().getBytes(StandardCharsets.UTF_8));
      }
      for (Path library : libraries) {
        addLibrary(out, names, library);
      }
    }
    return jar;
  }

  /** Copies a jar that is an entry of another. */
  static Path within(Path jar, String entry, Path to) throws IOException {
    try (JarFile file = new JarFile(jar.toFile());
        InputStream in = file.getInputStream(file.getJarEntry(entry))) {
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
    return to;
  }

  private static void addClass(JarOutputStream out, Set<String> names, Path classes, Class<?> type)
      throws IOException {
    String name = type.getName().replace('.', '/');
    Path directory = classes.resolve(name).getParent();
    try (var files = Files.newDirectoryStream(directory, type.getSimpleName() + "{,$*}.class")) {
      for (Path file : files) {
        add(out, names, classes.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
  }

  private static void addLibrary(JarOutputStream out, Set<String> names, Path library)
      throws IOException {
    try (JarFile jar = new JarFile(library.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        String name = entry.getName();
        boolean wanted = !name.startsWith("META-INF/") || name.startsWith("META-INF/services/");
        if (wanted && !entry.isDirectory() && !name.equals("module-info.class")) {
          try (InputStream in = jar.getInputStream(entry)) {
            add(out, names, name, in.readAllBytes());
          }
        }
      }
    }
  }

  private static void add(JarOutputStream out, Set<String> names, String name, byte[] bytes)
      throws IOException {
    if (names.add(name)) {
      out.putNextEntry(new JarEntry(name));
      out.write(bytes);
      out.closeEntry();
    }
  }
}
