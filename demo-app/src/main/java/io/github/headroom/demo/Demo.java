package io.github.headroom.demo;

import java.util.Arrays;

/** The command line of headroom-demo.jar. */
public final class Demo {
  private static final String USAGE =
      """
      java -jar headroom-demo.jar watch [--port P] [--address-file FILE] [--service-output FILE]
                                        [--seconds N] [--view block|lines]
          receives OTLP metrics on 127.0.0.1, shows them on a live page and as a table here
      java -javaagent:headroom-agent.jar=metrics=full -jar headroom-demo.jar service
                                        [--limit BYTES] [--file BYTES] [--heap BYTES] [--native BYTES]
                                        [--idle-seconds N] [--file-seconds N] [--heap-seconds N]
                                        [--native-seconds N] [--hold-seconds N] [--directory DIR]
          fills its memory: page cache, then heap, then native memory
      """;

  private Demo() {}

  /** Exit 0 when all went well, 1 when not, 2 for a wrong command line. */
  public static void main(String[] arguments) throws Exception {
    String verb = arguments.length == 0 ? "" : arguments[0];
    String[] rest =
        arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
    try {
      switch (verb) {
        case "watch" -> System.exit(Watch.run(rest));
        case "service" -> DemoService.run(rest);
        default -> throw new IllegalArgumentException("expected watch or service");
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
    }
  }
}
