package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Scanner;

/**
 * Watches a cgroup that grows or stays the same. The line on standard input is the value of
 * headroom.events, optionally with quiet.
 */
final class GrowthOfAGroup {

  private GrowthOfAGroup() {}

  public static void main(String[] arguments) {
    Scanner words = new Scanner(System.in, StandardCharsets.UTF_8);
    String wanted = words.next();
    boolean grows = !words.hasNext();
    AgentLog log = new AgentLog(System.err, AgentLog.Level.OFF);
    Events events =
        SentEvents.events(
            Map.of("HEADROOM_EVENTS", wanted, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"),
            new Exports(log),
            log);
    VerdictWatch verdicts = new VerdictWatch(log, events);
    LimitWatch limits = new LimitWatch(log, events);
    Outlook outlook = new Outlook();
    for (int second = 0; second < 200; second++) {
      outlook.full(ForecastFigures.jvm(grows ? 100 + 3 * second : 100).build(), second);
      limits.look(outlook);
      verdicts.look(outlook, second);
      events.look();
    }
  }
}
