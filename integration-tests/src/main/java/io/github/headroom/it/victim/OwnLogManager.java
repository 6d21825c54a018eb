package io.github.headroom.it.victim;

import java.io.IOException;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * A server that brings its own LogManager and names it late, as WildFly does: prints {@code ready},
 * waits for the end of its standard input, then logs for the first time.
 */
public final class OwnLogManager {

  private static volatile boolean wanted;

  private OwnLogManager() {}

  public static void main(String[] args) throws IOException {
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Waits for the end of the input.
    }
    System.setProperty("java.util.logging.manager", Manager.class.getName());
    wanted = true;
    Logger.getLogger("application").fine("first");
    System.out.println("in use: " + LogManager.getLogManager().getClass().getSimpleName());
  }

  /** Made by java.util.logging, by its name. */
  public static final class Manager extends LogManager {
    public Manager() {
      System.out.println(
          "LogManager made by " + Thread.currentThread().getName() + (wanted ? "" : ", too early"));
    }
  }
}
