package io.github.headroom.it.cause;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a life went.
 *
 * @param exit the status; 137 where the kernel has killed it
 * @param cause the last sentence that was left; empty where there is none
 * @param looking whether a look was under way at the end
 */
record CauseLived(CauseLife life, int exit, double seconds, String cause, boolean looking) {

  private static final Pattern STOPPED = Pattern.compile("\\(stopped for (\\d+) ms\\)");

  boolean killed() {
    return exit == 137;
  }

  boolean named() {
    return life.isNamedBy(cause);
  }

  /** What a look at the heap has stopped the application for, as its sentence has it. */
  OptionalLong stoppedMillis() {
    Matcher stopped = STOPPED.matcher(cause);
    return stopped.find()
        ? OptionalLong.of(Long.parseLong(stopped.group(1)))
        : OptionalLong.empty();
  }
}
