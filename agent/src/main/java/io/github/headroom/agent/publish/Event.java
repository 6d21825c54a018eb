package io.github.headroom.agent.publish;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened: a log record with an event name, as OpenTelemetry's semantic conventions
 * for events have it. The name has no part that varies, the body is a sentence for a reader.
 */
public final class Event {

  /** The container has come into danger, into a worse one, or out of it. */
  public static final String VERDICT_CHANGE = "headroom.oom.verdict.change";

  /** What makes the area grow that grows. */
  public static final String CAUSE = "headroom.oom.cause";

  /** The agent has given memory back, has tried to, or ends the JVM in order. */
  public static final String RELIEF = "headroom.oom.relief";

  /** How the JVM before this one ended. */
  public static final String PREVIOUS_EXIT = "headroom.previous_exit";

  /** Severity numbers of OpenTelemetry's log data model. */
  public static final int INFO = 9;

  public static final int WARN = 13;
  public static final int ERROR = 17;

  private final String name;
  private final long epochMillis;
  private final int severity;
  private final String body;

  /** A key, its value, and so on. */
  private final List<Object> attributes = new ArrayList<>();

  /**
   * @param epochMillis when it happened
   * @param severity one of the severity numbers
   * @param body one sentence
   */
  public Event(String name, long epochMillis, int severity, String body) {
    this.name = name;
    this.epochMillis = epochMillis;
    this.severity = severity;
    this.body = body;
  }

  /**
   * Adds an attribute.
   *
   * @param value a String, Long, Double or Boolean; null or empty: it is not known, and left out
   */
  public Event with(String key, @Nullable Object value) {
    if (value != null && !value.equals("")) {
      attributes.add(key);
      attributes.add(value);
    }
    return this;
  }

  public String name() {
    return name;
  }

  public long epochMillis() {
    return epochMillis;
  }

  public int severity() {
    return severity;
  }

  public String body() {
    return body;
  }

  /** How many attributes it has. */
  public int attributes() {
    return attributes.size() / 2;
  }

  public String key(int attribute) {
    return (String) attributes.get(2 * attribute);
  }

  public Object value(int attribute) {
    return attributes.get(2 * attribute + 1);
  }
}
