package io.github.headroom.agent;

import io.github.headroom.agent.boot.AgentClassLoader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URISyntaxException;

/** Entry of {@code java -jar headroom-agent.jar}. Loads the verbs from the inner jar. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    try {
      Method run =
          AgentClassLoader.ofOwnJar()
              .loadClass("io.github.headroom.agent.cli.CommandLine")
              .getDeclaredMethod("run", String[].class, PrintStream.class, PrintStream.class);
      run.setAccessible(true); // of another package
      System.exit((Integer) run.invoke(null, arguments, System.out, System.err));
    } catch (IOException | URISyntaxException e) {
      System.err.println("headroom: the agent's own jar cannot be read: " + e);
      System.exit(1);
    }
  }
}
