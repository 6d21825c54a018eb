package io.github.headroom.benchmarks.app;

/** The application that carries the agents: prints a line and sleeps. */
public final class Sleeper {

  private Sleeper() {}

  public static void main(String[] arguments) throws InterruptedException {
    System.out.println("asleep");
    Thread.sleep(600_000);
  }
}
