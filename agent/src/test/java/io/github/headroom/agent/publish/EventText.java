package io.github.headroom.agent.publish;

/** The attributes of an event, for tests of other rooms. */
public final class EventText {

  private EventText() {}

  public static String of(Event event) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < event.attributes(); i++) {
      text.append(i == 0 ? "" : " ").append(event.key(i)).append('=').append(event.value(i));
    }
    return text.toString();
  }
}
