package io.github.headroom.agent.locate;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A tree of files that was copied from another machine. A link that leads out of it is not
 * followed: what lies behind it is the machine's that reads.
 */
public final class CopiedTree {

  private final Path root;

  private CopiedTree(Path root) {
    this.root = root;
  }

  /** The tree below that root; null for {@code /}, which is the machine's own. */
  public static @Nullable CopiedTree below(Path root) {
    Path real = root;
    try {
      real = root.toRealPath();
    } catch (IOException e) {
      // Nothing is there to be read.
    }
    return real.equals(real.getRoot()) ? null : new CopiedTree(real);
  }

  /** Whether the file lies behind a link that leads out of the tree. */
  public boolean leadsOut(Path file) {
    try {
      return !file.toRealPath().startsWith(root);
    } catch (IOException e) {
      return false; // it cannot be opened either
    }
  }
}
