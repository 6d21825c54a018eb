package io.github.headroom.agent.sample;

import java.util.List;

/**
 * Reads sizes from the JVM's options that no bean reports: the stack size of a thread and the
 * limits of direct memory. If an option is given twice, the last one counts, as in HotSpot.
 */
final class JvmFlags implements Source {

  private static final String STACK_SIZE = "-XX:ThreadStackSize=";
  private static final String SHORT_STACK_SIZE = "-Xss";
  private static final String MAX_DIRECT = "-XX:MaxDirectMemorySize=";

  /**
   * io.netty.util.internal.PlatformDependent: a value above 0 is the limit of Netty's own buffers.
   */
  private static final String NETTY_MAX_DIRECT = "io.netty.maxDirectMemory";

  /** HotSpot's default of MaxRAMPercentage and, in Java 8, of MaxRAMFraction. */
  private static final long DEFAULT_RAM_SHARE = 2500;

  private static final String RAM_PERCENTAGE = "-XX:MaxRAMPercentage=";
  private static final String RAM_FRACTION = "-XX:MaxRAMFraction=";

  private final long ramShare;
  private final long stackBytes;
  private final long maxDirectBytes;
  private final long nettyMaxDirectBytes;

  /**
   * @param arguments of the JVM, from RuntimeMXBean.getInputArguments
   */
  JvmFlags(List<String> arguments) {
    long stack = 0;
    long direct = 0;
    long share = DEFAULT_RAM_SHARE;
    boolean sized = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith(SHORT_STACK_SIZE)) {
        stack = bytes(argument, SHORT_STACK_SIZE.length(), 1);
      } else if (argument.startsWith(STACK_SIZE)) {
        stack = bytes(argument, STACK_SIZE.length(), 1024); // HotSpot reads this option in KiB
      } else if (argument.startsWith(MAX_DIRECT)) {
        direct = bytes(argument, MAX_DIRECT.length(), 1);
      } else if (argument.startsWith(RAM_PERCENTAGE)) {
        share = hundredths(argument, RAM_PERCENTAGE.length());
      } else if (argument.startsWith(RAM_FRACTION)) {
        share = 10_000 / Math.max(1, bytes(argument, RAM_FRACTION.length(), 1));
      } else {
        sized |= sizesTheHeap(argument);
      }
    }
    ramShare = sized ? 0 : share;
    stackBytes = stack;
    maxDirectBytes = direct;
    String netty = System.getProperty(NETTY_MAX_DIRECT, "");
    nettyMaxDirectBytes = bytes(netty, 0, 1);
  }

  @Override
  public void read(Sample into) {
    put(into, Field.RAM_SHARE, ramShare);
    put(into, Field.THREAD_STACK_SIZE, stackBytes);
    put(into, Field.MAX_DIRECT, maxDirectBytes);
    put(into, Field.NETTY_MAX_DIRECT, nettyMaxDirectBytes);
  }

  /** The configured stack size, bytes; 0 where none is set. */
  long stackBytes() {
    return stackBytes;
  }

  private static boolean sizesTheHeap(String argument) {
    return argument.startsWith("-Xmx")
        || argument.startsWith("-mx")
        || argument.startsWith("-XX:MaxHeapSize=")
        || argument.startsWith("-XX:MaxRAM=")
        || argument.startsWith("-XX:MinRAM"); // used in containers of less than 250 MiB
  }

  /** A percentage such as 75 or 66.67, in hundredths; 0 where there is none. */
  private static long hundredths(String text, int from) {
    try {
      return Math.round(Double.parseDouble(text.substring(from)) * 100);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** For HotSpot and Netty, 0 also means "not set". */
  private static void put(Sample into, Field field, long value) {
    if (value > 0) {
      into.set(field, value);
    } else {
      into.set(field, State.ABSENT);
    }
  }

  /**
   * A number with or without a suffix k, m, g or t; 0 for any other text, which HotSpot rejects.
   */
  private static long bytes(String text, int from, long unit) {
    int end = from;
    long sum = 0;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      sum = sum * 10 + (text.charAt(end) - '0');
      if (end++ - from > 15) {
        return 0;
      }
    }
    if (end == from || text.length() - end > 1) {
      return 0;
    }
    int shift = end == text.length() ? 0 : 10 * (1 + "kmgt".indexOf(lower(text.charAt(end))));
    if (end < text.length() && shift == 0) {
      return 0;
    }
    long scaled = (sum * unit) << shift;
    return scaled >> shift == sum * unit ? scaled : 0;
  }

  private static char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? (char) (letter + 32) : letter;
  }
}
