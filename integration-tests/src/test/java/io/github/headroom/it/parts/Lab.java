package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./test.sh} left in the cache: one directory a piece, or {@code PIECE.reason} with the
 * reason why it could not be had.
 */
public final class Lab {

  private static final Path CACHE = cache();

  private Lab() {}

  /** The program of a piece, from the cache or else from PATH; the test is skipped without it. */
  public static Path program(String piece, String name) {
    Path cached = CACHE.resolve(piece).resolve(name);
    if (complete(piece) && Files.isExecutable(cached)) {
      return cached;
    }
    Path found = onPath(name);
    return found != null ? found : abort(reason(piece));
  }

  /** A command of a Debian package; the test is skipped without it. */
  public static Path command(String name, String debianPackage) {
    Path found = onPath(name);
    return found != null
        ? found
        : abort("no " + name + " on PATH: apt-get install " + debianPackage);
  }

  private static @Nullable Path onPath(String name) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path found = Path.of(directory).resolve(name);
      if (!directory.isEmpty() && Files.isExecutable(found)) {
        return found;
      }
    }
    return null;
  }

  /** A file or directory of a piece; the test is skipped without it. */
  public static Path file(String piece, String name) {
    return complete(piece) ? CACHE.resolve(piece).resolve(name) : abort(reason(piece));
  }

  static boolean complete(String piece) {
    return Files.isRegularFile(CACHE.resolve(piece).resolve(".complete"));
  }

  static Path directory(String piece) {
    return CACHE.resolve(piece);
  }

  /** Why a piece is not there, in a sentence for the list of skips. */
  static String reason(String piece) {
    try {
      return "no " + piece + ": " + Files.readString(CACHE.resolve(piece + ".reason")).strip();
    } catch (IOException e) {
      return "no " + piece + ": not made yet, ./test.sh makes it";
    }
  }

  private static Path cache() {
    String base = System.getenv("XDG_CACHE_HOME");
    Path parent =
        base == null || base.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(base);
    return parent.resolve("headroom");
  }
}
