package io.github.headroom.it.workloads;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An application, the memory it gets and the load it is given.
 *
 * @param unsteady lines of its log that come, stay away or differ from one run without the agent to
 *     the next
 */
record Workload(String name, long limitBytes, Start start, Load load, List<Pattern> unsteady) {

  /** Returns when the application is ready. */
  interface Start {
    Application start(Launch launch) throws IOException;
  }

  private static final int CLIENTS = 4;
  private static final int PER_SECOND = 50;

  static List<Workload> all() {
    Load pages = new HttpLoad("/", CLIENTS, PER_SECOND);
    return List.of(
        of("WildFly core", 384, Servers::wildFly, new HttpLoad("/management", CLIENTS, PER_SECOND)),
        of(
            "Tomcat",
            256,
            Servers::tomcat,
            pages,
            // On a machine that is busy.
            "Creation of SecureRandom instance"),
        of("Open Liberty", 512, Servers::openLiberty, pages),
        of(
            "Kafka",
            640,
            Kafka::start,
            new Kafka(),
            // What its threads log of their state depends on which of them is first.
            "^\\[[^]]*\\] INFO ",
            // How often its clients ask before the topic is there.
            "Auto topic creation failed for",
            // On a machine that is busy; without the agent too.
            "EventPerformanceMonitor"),
        of("Spring Boot", 256, Servers::springBoot, pages),
        of(
            "Quarkus",
            256,
            Servers::quarkus,
            pages,
            // By its main thread or by that of its shutdown, whichever is first.
            "quarkus stopped in"),
        of(
            "H2",
            192,
            LargeFiles::start,
            new LargeFiles(),
            // Its progress, a line a second.
            "^[0-9]+ [0-9]+$"));
  }

  private static Workload of(
      String name, int limitMebibytes, Start start, Load load, String... unsteady) {
    return new Workload(
        name,
        (long) limitMebibytes << 20,
        start,
        load,
        List.of(unsteady).stream().map(Pattern::compile).toList());
  }

  @Override
  public String toString() {
    return name;
  }
}
