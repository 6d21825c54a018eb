package io.github.headroom.it.victim;

import java.io.IOException;

/**
 * Prints {@code ready}, waits for the end of its standard input and ends in the way that its
 * argument names.
 */
public final class Ending {

  private Ending() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Waits for the end of the input.
    }
    System.out.println("ending");
    System.err.println("ending");
    switch (args[0]) {
      case "exit":
        System.exit(3);
        break;
      case "halt":
        Runtime.getRuntime().halt(4);
        break;
      case "throw":
        throw new IllegalStateException("the application's own");
      case "thread":
        Thread thread =
            new Thread(
                () -> {
                  throw new IllegalStateException("a thread's own");
                });
        thread.start();
        thread.join();
        break;
      default: // main returns
    }
  }
}
