package io.github.headroom.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A JDK that runs the measured processes. */
record Jdk(Path home, int feature, String version) {

  Path java() {
    return home.resolve("bin/java");
  }

  Path jcmd() {
    return home.resolve("bin/jcmd");
  }

  String label() {
    return "JDK " + feature;
  }

  /** Reads JAVA_VERSION of the release file, which every JDK since 9 has. */
  static Jdk at(Path home) throws IOException {
    for (String line : Files.readAllLines(home.resolve("release"))) {
      if (line.startsWith("JAVA_VERSION=")) {
        String version = line.substring("JAVA_VERSION=".length()).replace("\"", "");
        int dot = version.indexOf('.');
        int feature = Integer.parseInt(dot < 0 ? version : version.substring(0, dot));
        return new Jdk(home, feature, version);
      }
    }
    throw new IOException(home.resolve("release") + ": no line JAVA_VERSION=; not a JDK");
  }

  /** One JDK for each of the releases 17 and 25 that lies in /usr/lib/jvm, else the running one. */
  static List<Jdk> installed() throws IOException {
    var found = new TreeMap<Integer, Jdk>();
    Path all = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(all)) {
      try (Stream<Path> homes = Files.list(all)) {
        for (Path home : homes.sorted().toList()) {
          if (Files.isExecutable(home.resolve("bin/jcmd"))
              && Files.isReadable(home.resolve("release"))) {
            Jdk jdk = at(home.toRealPath());
            if (jdk.feature() == 17 || jdk.feature() == 25) {
              found.putIfAbsent(jdk.feature(), jdk);
            }
          }
        }
      }
    }
    if (found.isEmpty()) {
      Jdk running = at(Path.of(System.getProperty("java.home")));
      found.put(running.feature(), running);
    }
    return new ArrayList<>(found.values());
  }
}
