package io.github.headroom.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is measured side by side: the application with one agent, or without.
 *
 * @param key short name for paths
 * @param name as the tables show it
 * @param jar the agent's jar, null where there is none
 * @param options the JVM's options for it, given the receiver's URL for the process
 * @param secondsToStart how long it keeps the processors busy at first; the next one starts after
 * @param scrapePort where it waits to be asked; 0 when it sends
 */
record Candidate(
    String key,
    String name,
    @Nullable Path jar,
    Function<String, List<String>> options,
    double secondsToStart,
    int scrapePort) {

  /** The setting of every measured process. */
  static final List<String> COMMON = List.of("-Xmx256m", "-XX:+UseSerialGC");

  static Candidate of(
      String key, String name, @Nullable Path jar, Function<String, List<String>> options) {
    return new Candidate(key, name, jar, options, 1.3, 0);
  }

  Candidate slowToStart(double seconds) {
    return new Candidate(key, name, jar, options, seconds, scrapePort);
  }

  Candidate scrapedAt(int port) {
    return new Candidate(key, name, jar, options, secondsToStart, port);
  }

  /** The same with more options of the JVM. */
  Candidate with(String keySuffix, String nameSuffix, String... more) {
    return new Candidate(
        key + keySuffix,
        name + nameSuffix,
        jar,
        url -> {
          var all = new ArrayList<>(options.apply(url));
          all.addAll(List.of(more));
          return all;
        },
        secondsToStart,
        scrapePort);
  }

  List<String> command(Jdk jdk, String url, Path applicationClasses, Class<?> main) {
    var command = new ArrayList<String>();
    command.add(jdk.java().toString());
    command.addAll(COMMON);
    command.addAll(options.apply(url));
    command.add("-cp");
    command.add(applicationClasses.toString());
    command.add(main.getName());
    return command;
  }

  /** Bytes of the jar; 0 without one. */
  long jarBytes() {
    try {
      return jar == null ? 0 : Files.size(jar);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
