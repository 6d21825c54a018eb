package io.github.headroom.it.workloads;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an application has logged, without what differs from one run to the next: times, durations,
 * ports, process and thread numbers, random ids, its directory. The order is left out as well,
 * since several threads log.
 */
final class LogLines {

  private static final String OWN = "[headroom] ";

  /** Ids of Kafka (22 characters of base 64), hexadecimal ones, then numbers. */
  private static final Pattern VARYING =
      Pattern.compile(
          "(?<![\\w-])[\\w-]{22}(?![\\w-])"
              + "|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
              + "|\\b(?=[a-f]*[0-9])[0-9a-f]{6,}\\b"
              + "|[0-9]+([.,:][0-9]+)*");

  /** WildFly writes them between the lines of several threads, now here, now there. */
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  private final List<String> lines;

  private LogLines(List<String> lines) {
    this.lines = lines;
  }

  /**
   * The lines of what was logged so far.
   *
   * @param unsteady patterns of lines that a run may have or not have without the agent too
   */
  static LogLines of(Application application, List<Pattern> unsteady) {
    return of(application.log(), application.launch(), unsteady);
  }

  static LogLines of(String log, Launch launch, List<Pattern> unsteady) {
    List<String> lines = new ArrayList<>();
    for (String line : withoutColours(log).lines().toList()) {
      if (line.startsWith(OWN)) {
        continue;
      }
      String steady =
          line.replace(launch.base().toString(), "BASE").replace(launch.option(), "OPTION");
      steady = VARYING.matcher(steady).replaceAll("N");
      if (unsteady.stream().noneMatch(pattern -> pattern.matcher(line).find())) {
        lines.add(steady);
      }
    }
    return new LogLines(lines);
  }

  /**
   * Lines of the other that are not here, with a plus, and lines here that it lacks, with a minus.
   */
  List<String> difference(LogLines other) {
    List<String> found = new ArrayList<>();
    more(other.lines, lines).forEach(line -> found.add("+ " + line));
    more(lines, other.lines).forEach(line -> found.add("- " + line));
    return found;
  }

  /** The agent's own warnings. */
  static String complaints(String log) {
    return withoutColours(log)
        .lines()
        .filter(line -> line.startsWith(OWN) && !line.startsWith(OWN + "INFO "))
        .collect(Collectors.joining("\n"));
  }

  private static String withoutColours(String log) {
    return COLOUR.matcher(log).replaceAll("");
  }

  int count() {
    return lines.size();
  }

  private static List<String> more(List<String> these, List<String> thanThose) {
    List<String> left = new ArrayList<>(these);
    thanThose.forEach(left::remove);
    return left;
  }
}
