package io.github.headroom.agent.log;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A log for tests that keeps its lines. */
public final class CapturedLog {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AgentLog log;

  public CapturedLog() {
    this(AgentLog.Level.WARN);
  }

  public CapturedLog(AgentLog.Level level) {
    log = new AgentLog(new PrintStream(bytes, true, StandardCharsets.UTF_8), level);
  }

  public AgentLog log() {
    return log;
  }

  public String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  public List<String> lines() {
    return text().lines().toList();
  }
}
