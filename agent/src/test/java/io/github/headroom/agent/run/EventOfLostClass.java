package io.github.headroom.agent.run;

import io.github.headroom.agent.log.AgentLog;

/**
 * Sends one event after the class named by the argument was lost. Prints how many events arrive.
 */
final class EventOfLostClass {

  private EventOfLostClass() {}

  public static void main(String[] arguments) throws Exception {
    LostClass.lose(arguments[0]);
    SentEvents sent = new SentEvents(new AgentLog(System.err, AgentLog.Level.DEBUG));
    sent.events.relieved("trim", "a sentence", null, null, null);
    System.out.println(sent.texts().size());
    System.exit(0);
  }
}
