package io.github.headroom.agent.settings;

import org.jspecify.annotations.Nullable;

/** Which files the agent writes: recording, termination message, status file. Immutable. */
public final class FileSettings {

  private static final String[] ON_OFF = {"on", "off"};

  private final boolean records;
  private final @Nullable String recorderDirectory;
  private final boolean hasTerminationMessage;
  private final @Nullable String terminationMessage;
  private final @Nullable String statusFile;

  FileSettings(Values values, Problems problems) {
    records = values.choice(ON_OFF, Setting.RECORDER) == 0;
    recorderDirectory = values.text(Setting.RECORDER_DIR);
    String message = values.text(Setting.TERMINATION_MESSAGE);
    hasTerminationMessage = !"off".equalsIgnoreCase(message);
    terminationMessage = terminationMessage(message, values, problems);
    statusFile = statusFile(values, problems);
  }

  private static @Nullable String terminationMessage(
      @Nullable String text, Values values, Problems problems) {
    if (text == null || text.equalsIgnoreCase("auto") || text.equalsIgnoreCase("off")) {
      return null;
    }
    if (!text.startsWith("/")) {
      problems.add(
          values.wrong(Setting.TERMINATION_MESSAGE, "expected auto, off or an absolute path", text)
              + "; auto is used");
      return null;
    }
    return text;
  }

  private static @Nullable String statusFile(Values values, Problems problems) {
    String text = values.text(Setting.STATUS_FILE);
    if (text == null || (text.startsWith("/") && !text.endsWith("/"))) {
      return text;
    }
    problems.add(
        values.wrong(Setting.STATUS_FILE, "expected an absolute path of a file", text)
            + "; none is written");
    return null;
  }

  public boolean records() {
    return records;
  }

  /** Returns the directory for recordings from the settings; null for a private one. */
  public @Nullable String recorderDirectory() {
    return recorderDirectory;
  }

  /** Returns whether a termination message is wanted. */
  public boolean hasTerminationMessage() {
    return hasTerminationMessage;
  }

  /**
   * Returns the absolute path of the termination message from the settings; null for Kubernetes'
   * default.
   */
  public @Nullable String terminationMessage() {
    return terminationMessage;
  }

  /** Returns the absolute path of the status file, or null if there is none. */
  public @Nullable String statusFile() {
    return statusFile;
  }
}
