package io.github.headroom.it.victim;

import java.util.HashMap;
import java.util.Map;

/** Keeps sessions for ever, so many a second, each with a byte array; and makes garbage beside. */
public final class SessionLeak {

  private static final int EACH_MILLIS = 10;

  private SessionLeak() {}

  /** What is leaked. */
  static final class Session {

    final long id;
    final byte[] state;

    Session(long id, int bytes) {
      this.id = id;
      this.state = new byte[bytes];
    }
  }

  /**
   * Leaks until it is killed.
   *
   * @param arguments sessions a second, bytes of each
   */
  public static void main(String[] arguments) throws InterruptedException {
    int each = Integer.parseInt(arguments[0]) * EACH_MILLIS / 1000;
    int bytes = Integer.parseInt(arguments[1]);
    Map<Long, Session> sessions = new HashMap<>();
    long garbage = 0;
    for (long id = 0; ; ) {
      for (int i = 0; i < each; i++) {
        sessions.put(id, new Session(id, bytes));
        id++;
      }
      garbage += new byte[128 * 1024].length;
      if (garbage < 0 || sessions.isEmpty()) {
        throw new IllegalStateException();
      }
      Thread.sleep(EACH_MILLIS);
    }
  }
}
