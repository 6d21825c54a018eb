package io.github.headroom.agent.settings;

import io.github.headroom.agent.file.RegularFile;
import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Reads the file named by {@code headroom.config}: java.util.Properties' format, in UTF-8. */
final class ConfigFile {

  /** The most bytes. All settings fit many times. */
  private static final int MAX_BYTES = 64 * 1024;

  private ConfigFile() {}

  /**
   * Returns the properties of the file, or null if it cannot be read, which is added to {@code
   * problems}.
   */
  static @Nullable Properties read(Path root, String file, Problems problems) {
    String wrong;
    try {
      Path path = file.startsWith("/") ? root.resolve(file.substring(1)) : Paths.get(file);
      if (RegularFile.isAnother(path)) {
        wrong = "expected a regular file, " + RegularFile.FOUND_ANOTHER;
      } else {
        byte[] bytes = RegularFile.read(path, MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          wrong = "expected at most " + MAX_BYTES + " bytes, found more";
        } else {
          String text = new String(bytes, StandardCharsets.UTF_8);
          if (text.indexOf('\0') >= 0) {
            wrong = "expected a properties file, found binary data";
          } else {
            Properties properties = new Properties();
            properties.load(new StringReader(text));
            return properties;
          }
        }
      }
    } catch (NoSuchFileException e) {
      wrong = "no such file";
    } catch (IOException e) {
      wrong = "cannot be read (" + Printable.thrown(e) + ")";
    } catch (IllegalArgumentException e) {
      // Thrown by Properties.load for a malformed \\uXXXX, and by Paths.get for a NUL in the name.
      wrong = "expected a properties file (" + Printable.piece(e.getMessage()) + ")";
    } catch (SecurityException e) {
      wrong = "the security manager forbids reading it";
    }
    problems.add(
        Setting.CONFIG.property()
            + (" " + Printable.path(file) + ": ")
            + (wrong + "; no setting of it is used"));
    return null;
  }
}
