package io.github.headroom.agent.report;

import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.sample.Sample;

/** One record as read, filled in place by {@link Recording#read}. */
final class Entry {

  int type;
  long sequence;

  /** Milliseconds since 1970. */
  long epochMillis;

  /** Of an event: its kind, and what it says. */
  int eventKind;

  String text = "";

  /** Of a sample, as the rest. */
  final Sample sample = new Sample();

  /** Whether the sample's tables are those of its time, not empty for want of a full sample. */
  boolean tablesKnown;

  boolean fullPass;

  /** Whether the forecast took it in. */
  boolean taken;

  /** What the agent said of this tick; empty where nothing. */
  String verdict = "";

  String culprit = "";
  boolean hasTimes;
  double lowSeconds;
  double midSeconds;
  double highSeconds;

  /** The forecast's clock. */
  double seconds;

  boolean isSample() {
    return type == RecordingFile.SAMPLE;
  }

  boolean isEvent(int kind) {
    return type == RecordingFile.EVENT && eventKind == kind;
  }
}
