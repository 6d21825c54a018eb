package io.github.headroom.it.blackbox;

import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.report.RecordingSummary;
import io.github.headroom.agent.report.ReportJson;
import io.github.headroom.agent.report.ReportPage;
import io.github.headroom.it.scenes.SceneMain;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;

/** A directory of evidence while it is made: what is left of a JVM, and the reports of it. */
final class Remains {

  static final String RECORDING = "recording.headroom";

  /** What the container's status would show. */
  static final String MESSAGE = "termination-log";

  /** The report while the JVM's cgroup is still there, and when it is gone. */
  static final String REPORT_THERE = "report-there.json";

  static final String REPORT_GONE = "report-gone.json";

  private final Path evidence;
  private final TreeMap<String, String> facts = new TreeMap<>();

  Remains(Path evidence) {
    this.evidence = evidence;
  }

  void put(String key, Object value) {
    facts.put(key, value.toString());
  }

  String get(String key) {
    return facts.getOrDefault(key, "");
  }

  void text(String file, String text) throws IOException {
    Files.writeString(evidence.resolve(file), text);
  }

  /** The recordings in a directory, the oldest first. */
  static List<Path> recordings(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".headroom")).sorted().toList();
    }
  }

  /** Takes the one recording of a directory, which goes. */
  void take(Path directory) throws IOException {
    List<Path> files = recordings(directory);
    if (files.size() != 1) {
      throw new IOException(directory + ": expected one recording, found " + files);
    }
    Files.copy(files.get(0), evidence.resolve(RECORDING));
    Files.delete(files.get(0));
    Files.delete(directory);
  }

  /** Writes the agent's report of it now. */
  void report(String file) throws IOException {
    report(evidence, file);
  }

  static void report(Path evidence, String file) throws IOException {
    Path recording = evidence.resolve(RECORDING);
    RecordingSummary summary =
        RecordingSummary.of(recording, Path.of("/"), RecordingFile.isHeld(recording));
    Files.writeString(evidence.resolve(file), ReportJson.of(summary));
    Files.writeString(evidence.resolve("report.html"), ReportPage.of(summary));
  }

  /** Written last: a directory without it is of a run that did not end. */
  void describe() throws IOException {
    Properties properties = new Properties();
    properties.putAll(Collections.unmodifiableMap(facts));
    StringWriter text = new StringWriter();
    properties.store(text, null);
    text(SceneMain.ENDED, text.toString());
  }
}
