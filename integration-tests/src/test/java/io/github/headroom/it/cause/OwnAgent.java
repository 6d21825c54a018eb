package io.github.headroom.it.cause;

import io.github.headroom.agent.cause.Looks;
import io.github.headroom.it.parts.JavaProcess;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A JVM of the tests' own classes whose only agent keeps the Instrumentation for them. */
public final class OwnAgent {

  private static Instrumentation instrumentation;

  private OwnAgent() {}

  public static void premain(String argument, Instrumentation given) {
    instrumentation = given;
  }

  static Instrumentation instrumentation() {
    return instrumentation;
  }

  /**
   * A JVM that runs {@code main} with the agent's classes.
   *
   * @param directory where its jar is made
   * @param jars behind them in the class path
   */
  static JavaProcess.Builder running(
      Path directory, Class<?> main, List<String> jars, String... arguments) throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", OwnAgent.class.getName());
    Path agent = directory.resolve("agent.jar");
    try (OutputStream out = Files.newOutputStream(agent)) {
      new JarOutputStream(out, manifest).close();
    }
    List<String> path = new ArrayList<>(List.of(place(main), place(Looks.class)));
    path.addAll(jars);
    List<String> command = new ArrayList<>(List.of("-cp", String.join(":", path), main.getName()));
    command.addAll(List.of(arguments));
    return JavaProcess.running(command.toArray(new String[0]))
        .options("-javaagent:" + agent, "--add-exports=java.management/sun.management=ALL-UNNAMED");
  }

  private static String place(Class<?> of) throws URISyntaxException {
    return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
