package io.github.headroom.it.scenes;

import java.io.IOException;
import java.util.regex.Pattern;

/**
 * What is to be run: {@code [--only REGEX] [--continue] [--list]}.
 *
 * @param only the names that have a match
 * @param goOn keeps the evidence of an earlier run, and runs what is not there yet
 * @param list only names what would be run
 */
public record RunOptions(Pattern only, boolean goOn, boolean list) {

  /**
   * Takes a command line apart.
   *
   * @throws IllegalArgumentException for an option that is not known
   */
  public static RunOptions of(String... arguments) {
    Pattern only = Pattern.compile("");
    boolean list = false;
    boolean goOn = false;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--only" -> only = Pattern.compile(arguments[++i]);
        case "--list" -> list = true;
        case "--continue" -> goOn = true;
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
    return new RunOptions(only, goOn, list);
  }

  public boolean wants(String name) {
    return only.matcher(name).find();
  }

  /** The directory of that name for the evidence, new or as it was left. */
  public SceneDirectory directory(String name) throws IOException {
    return goOn ? SceneDirectory.kept(name) : SceneDirectory.fresh(name);
  }
}
