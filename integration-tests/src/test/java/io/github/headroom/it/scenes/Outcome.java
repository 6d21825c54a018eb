package io.github.headroom.it.scenes;

import java.util.Locale;

/** How a scene is to end. */
public enum Outcome {
  KILLED,
  /** A child is, the JVM lives on. */
  CHILD_KILLED,
  LIVES,
  /** memory.high slows it down so much that it does not come to the limit. */
  THROTTLED;

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
