package io.github.headroom.benchmarks.app;

/** Ends the JVM by the first statement of main, so that all it used was used before main. */
public final class EndsInMain {

  private EndsInMain() {}

  public static void main(String[] arguments) {
    Runtime.getRuntime().halt(0);
  }
}
