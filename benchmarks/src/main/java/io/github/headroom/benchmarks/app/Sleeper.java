package io.github.headroom.benchmarks.app;

/** The application that carries the agents: prints a line and sleeps. */
public final class Sleeper {

  /** What it prints when it has begun. */
  public static final String LINE = "asleep";

  private Sleeper() {}

  public static void main(String[] arguments) throws InterruptedException {
    System.out.println(LINE);
    Thread.sleep(600_000);
  }
}
