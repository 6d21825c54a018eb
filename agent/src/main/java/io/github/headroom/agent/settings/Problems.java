package io.github.headroom.agent.settings;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with the settings, one sentence each; beyond a bound they are only counted. */
final class Problems {

  private static final int MAX_TOLD = 20;

  private final List<String> told = new ArrayList<>();
  private int untold;

  /** Adds it, once: a general setting is read for each signal. */
  void add(String problem) {
    if (told.contains(problem)) {
      return;
    }
    if (told.size() < MAX_TOLD) {
      told.add(problem);
    } else {
      untold++;
    }
  }

  void copyTo(List<String> problems) {
    problems.addAll(told);
    if (untold > 0) {
      problems.add(untold + " more problems with the settings");
    }
  }
}
