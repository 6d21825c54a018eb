package io.github.headroom.agent.settings;

import java.util.ArrayList;
import java.util.List;

/** The problems with the settings, one sentence each. Beyond a bound they are only counted. */
final class Problems {

  private static final int MAX_REPORTED = 20;

  private final List<String> reported = new ArrayList<>();
  private int unreported;

  /** Adds the problem once: a general setting is read for each signal. */
  void add(String problem) {
    if (reported.contains(problem)) {
      return;
    }
    if (reported.size() < MAX_REPORTED) {
      reported.add(problem);
    } else {
      unreported++;
    }
  }

  void copyTo(List<String> problems) {
    problems.addAll(reported);
    if (unreported > 0) {
      problems.add(unreported + " more problems with the settings");
    }
  }
}
