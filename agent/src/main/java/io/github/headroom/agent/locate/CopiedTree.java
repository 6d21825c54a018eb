package io.github.headroom.agent.locate;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A directory tree that was copied from another machine. Links that leave the tree are not
 * followed: they would lead to files of the machine that reads it.
 */
public final class CopiedTree {

  private final Path root;

  private CopiedTree(Path root) {
    this.root = root;
  }

  /** Returns the tree below that root, or null for {@code /}, which is this machine's own tree. */
  public static @Nullable CopiedTree below(Path root) {
    Path real = root;
    try {
      real = root.toRealPath();
    } catch (IOException e) {
      // There is nothing to read.
    }
    return real.equals(real.getRoot()) ? null : new CopiedTree(real);
  }

  /** Returns whether the file is behind a link that leaves the tree. */
  public boolean leadsOut(Path file) {
    try {
      return !file.toRealPath().startsWith(root);
    } catch (IOException e) {
      return false; // it cannot be opened either
    }
  }
}
