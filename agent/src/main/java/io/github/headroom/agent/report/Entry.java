package io.github.headroom.agent.report;

import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.sample.Sample;

/** One record; {@link Recording#read} fills it in place. */
final class Entry {

  int type;
  long sequence;

  /** Milliseconds since 1970. */
  long epochMillis;

  /** Set for an event: its kind and its text. */
  int eventKind;

  String text = "";

  /** Set for a sample, like all fields below. */
  final Sample sample = new Sample();

  /** Whether the sample's tables are known. They are empty before the first full sample. */
  boolean tablesKnown;

  boolean fullPass;

  /** Whether the forecast used the sample. */
  boolean taken;

  /** The agent's verdict at this tick, as a word; empty where there is none. */
  String verdict = "";

  String culprit = "";
  boolean hasTimes;
  double lowSeconds;
  double midSeconds;
  double highSeconds;

  /** The forecast's clock, seconds. */
  double seconds;

  boolean isSample() {
    return type == RecordingFile.SAMPLE;
  }

  boolean isEvent(int kind) {
    return type == RecordingFile.EVENT && eventKind == kind;
  }
}
