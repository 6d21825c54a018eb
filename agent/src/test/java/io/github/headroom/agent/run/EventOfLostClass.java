package io.github.headroom.agent.run;

import io.github.headroom.agent.log.AgentLog;

/** Prints how many events arrive of one, after the class that the argument names was lost. */
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
