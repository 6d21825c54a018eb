package io.github.headroom.agent.record;

import java.util.List;
import java.util.StringTokenizer;

/**
 * Filters the JVM's flags for a recording. A command line may hold secrets ({@code
 * -XX:OnOutOfMemoryError=curl ... TOKEN}), so only flags that are known to be harmless keep their
 * values. Other flags that begin with -X keep their names only. All else is left out: system
 * properties, agents, the class path.
 */
public final class HarmlessFlags {

  /** Flags that are followed by a size. */
  private static final String[] SIZES = {"-Xmx", "-Xms", "-Xmn", "-Xss"};

  /** Names of options of the form -XX:NAME=VALUE. A name with a trailing * is a prefix. */
  private static final String[] NAMES = {
    "ActiveProcessorCount",
    "AllocatePrefetch*",
    "CICompilerCount",
    "CompressedClassSpaceSize",
    "ConcGCThreads",
    "ErrorFile",
    "G1*",
    "GCHeapFreeLimit",
    "GCTimeLimit",
    "GCTimeRatio",
    "InitialCodeCacheSize",
    "InitialHeapSize",
    "InitialRAM*",
    "InitiatingHeapOccupancyPercent",
    "LargePageSizeInBytes",
    "Max*",
    "MetaspaceSize",
    "Min*",
    "NativeMemoryTracking",
    "NewRatio",
    "NewSize",
    "NonNMethodCodeHeapSize",
    "NonProfiledCodeHeapSize",
    "ParallelGCThreads",
    "ProfiledCodeHeapSize",
    "ReservedCodeCacheSize",
    "Shenandoah*",
    "SoftMaxHeapSize",
    "SoftRefLRUPolicyMSPerMB",
    "SurvivorRatio",
    "ThreadStackSize",
    "TieredStopAtLevel",
    "TrimNativeHeapInterval",
    "VMThreadStackSize",
    "Z*"
  };

  private static final int MOST_OF_A_VALUE = 40;

  /** The only value that may be a path: the report looks for the crash report there. */
  private static final String ERROR_FILE = "-XX:ErrorFile=";

  private static final int MOST_OF_A_PATH = 512;

  private HarmlessFlags() {}

  /** The arguments that may be recorded, separated by spaces. */
  static String of(List<String> arguments) {
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < arguments.size(); i++) {
      add(arguments.get(i), kept);
    }
    return kept.toString();
  }

  /** Filters the flags of a recording by an older agent. */
  public static String of(String recorded) {
    StringBuilder kept = new StringBuilder();
    StringTokenizer flags = new StringTokenizer(recorded);
    while (flags.hasMoreTokens()) {
      add(flags.nextToken(), kept);
    }
    return kept.toString();
  }

  private static void add(String flag, StringBuilder to) {
    if (!flag.startsWith("-X")) {
      return;
    }
    int start = to.length();
    to.append(start == 0 ? "" : " ");
    if (isHarmless(flag)) {
      to.append(flag);
      return;
    }
    int end = flag.startsWith("-XX:") ? 4 : 2; // -Xlog:..., -Xrunjdwp:..., -Xbootclasspath/a:...
    while (end < flag.length() && isOfAName(flag.charAt(end))) {
      end++;
    }
    to.append(flag, 0, end);
  }

  private static boolean isHarmless(String flag) {
    for (int i = 0; i < SIZES.length; i++) {
      if (flag.startsWith(SIZES[i])) {
        return isPlain(flag, SIZES[i].length());
      }
    }
    boolean onOrOff = flag.startsWith("-XX:+") || flag.startsWith("-XX:-");
    int equals = flag.indexOf('=');
    if (onOrOff || !flag.startsWith("-XX:") || equals < 0) {
      return isPlain(flag, onOrOff ? 5 : 2);
    }
    if (flag.startsWith(ERROR_FILE)) {
      return flag.length() <= MOST_OF_A_PATH;
    }
    return isKnown(flag.substring(4, equals)) && isPlain(flag, equals + 1);
  }

  private static boolean isKnown(String name) {
    for (int i = 0; i < NAMES.length; i++) {
      String known = NAMES[i];
      int end = known.length() - 1;
      boolean family = known.charAt(end) == '*';
      if (family ? name.startsWith(known.substring(0, end)) : name.equals(known)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the rest is a number with its unit or a word: no path, no command, no list. */
  private static boolean isPlain(String flag, int from) {
    for (int i = from; i < flag.length(); i++) {
      char c = flag.charAt(i);
      if (!isOfAName(c) && c != '.' && c != '%') {
        return false;
      }
    }
    return flag.length() - from <= MOST_OF_A_VALUE;
  }

  private static boolean isOfAName(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}
