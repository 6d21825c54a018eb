package io.github.headroom.agent;

/** {@code java -jar headroom-agent.jar VERB ...}. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.out.println("headroom");
  }
}
