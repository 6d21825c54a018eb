package io.github.headroom.agent.publish;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event: a log record with an event name, as in OpenTelemetry's semantic conventions for events.
 * The name has no variable part. The body is a sentence for a reader.
 */
public final class Event {

  /**
   * The verdict has changed: the container is in danger, in greater danger, or no longer in danger.
   */
  public static final String VERDICT_CHANGE = "headroom.oom.verdict.change";

  /** The cause of the growth. */
  public static final String CAUSE = "headroom.oom.cause";

  /** The agent has freed memory, has tried to, or ends the JVM in an orderly way. */
  public static final String RELIEF = "headroom.oom.relief";

  /** How the previous JVM ended. */
  public static final String PREVIOUS_EXIT = "headroom.previous_exit";

  /** Severity numbers of OpenTelemetry's log data model. */
  public static final int INFO = 9;

  public static final int WARN = 13;
  public static final int ERROR = 17;

  private final String name;
  private final long epochMillis;
  private final int severity;
  private final String body;

  /** Key, value, key, value. */
  private final List<Object> attributes = new ArrayList<>();

  /**
   * @param epochMillis the time of the event, in ms since 1970
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
   * @param value a String, Long, Double or Boolean. An attribute whose value is null or empty is
   *     unknown and left out
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

  /** Returns the number of attributes. */
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
