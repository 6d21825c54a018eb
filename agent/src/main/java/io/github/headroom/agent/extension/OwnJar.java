package io.github.headroom.agent.extension;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.security.CodeSource;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * The jar that the OpenTelemetry agent has loaded as an extension. That agent gives each extension
 * a URL without a path ({@code otel:/}), whose connections hold the opened jar.
 */
final class OwnJar {

  private static final String MARK = "META-INF/headroom/classes.index";

  private OwnJar() {}

  /**
   * Finds it.
   *
   * @throws FileNotFoundException where neither the URL nor otel.javaagent.extensions leads to it
   */
  static File find() throws IOException {
    CodeSource source = OwnJar.class.getProtectionDomain().getCodeSource();
    File jar = source == null ? null : ofUrl(source.getLocation());
    if (jar == null) {
      jar = ofSetting();
    }
    if (jar == null) {
      throw new FileNotFoundException("no jar of Headroom in otel.javaagent.extensions");
    }
    return jar;
  }

  private static @Nullable File ofUrl(URL location) throws IOException {
    if (location.getProtocol().equals("file")) {
      return ofFile(location);
    }
    String name = OwnJar.class.getName().replace('.', '/').concat(".class");
    URLConnection connection = new URL(location, name).openConnection();
    for (Field field : connection.getClass().getDeclaredFields()) {
      if (field.getType() == JarFile.class) {
        try {
          field.setAccessible(true);
          return new File(((JarFile) field.get(connection)).getName());
        } catch (IllegalAccessException | RuntimeException e) { // of a module that is not open
          return null;
        }
      }
    }
    return null;
  }

  /**
   * Percent signs of a URL stand for what its file is named by; some have none where one is due.
   */
  static File ofFile(URL location) {
    try {
      return new File(location.toURI());
    } catch (URISyntaxException | IllegalArgumentException e) { // of File.toURL: not encoded
      return new File(location.getPath());
    }
  }

  private static @Nullable File ofSetting() {
    String setting = System.getProperty("otel.javaagent.extensions");
    if (setting == null) {
      setting = System.getenv("OTEL_JAVAAGENT_EXTENSIONS");
    }
    if (setting == null) {
      return null;
    }
    int start = 0;
    while (start <= setting.length()) {
      int comma = setting.indexOf(',', start);
      int end = comma < 0 ? setting.length() : comma;
      File place = new File(setting.substring(start, end));
      start = end + 1;
      if (isOurs(place)) {
        return place;
      }
      File[] files = place.listFiles();
      for (int i = 0; files != null && i < files.length; i++) {
        if (isOurs(files[i])) {
          return files[i];
        }
      }
    }
    return null;
  }

  private static boolean isOurs(File file) {
    if (!file.isFile() || !file.getName().endsWith(".jar")) {
      return false;
    }
    try (JarFile jar = new JarFile(file, false)) {
      return jar.getEntry(MARK) != null;
    } catch (IOException e) {
      return false;
    }
  }
}
