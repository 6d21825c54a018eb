package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Names the threads that become more, by the pattern of their names. For threads without a name,
 * the finding adds the class of the newest one, and for a plain Thread its first stack frame
 * outside the JDK. A subclass may override getId() and getStackTrace(), and a look never runs code
 * of the application.
 */
final class ThreadLook implements Look {

  /** The pattern of the names that java.lang.Thread makes up. */
  private static final String UNNAMED = "Thread-#";

  private static final String PREFIX = "Thread-";

  /** Longest such name whose number fits a long. */
  private static final int LONGEST = PREFIX.length() + 18;

  private final Threads threads;
  private final Baseline baseline = new Baseline();

  ThreadLook(Threads threads) {
    this.threads = threads;
  }

  @Override
  public void baseline(double seconds) {
    baseline.add(groups(threads.all(), seconds));
  }

  @Override
  public void confirmBaseline(double seconds) {
    baseline.confirm(seconds);
  }

  @Override
  public @Nullable Finding look(Sample now, Sample before, double seconds, double clock) {
    Thread[] all = threads.all();
    Sizes groups = groups(all, clock);
    Sizes since = baseline.groups();
    baseline.add(groups);
    String pattern = groups.grownMost(since);
    if (pattern == null) {
      return null;
    }
    Change change = groups.change("threads", pattern, since);
    StringBuilder text = new StringBuilder(change == null ? "largest: '" : "'");
    text.append(pattern).append("' ");
    if (change == null) {
      text.append(Amounts.count(groups.size(pattern))).append(" threads");
    } else {
      text.append(Amounts.counts(change.before(), change.now())).append(" threads ");
      text.append(Amounts.span(change.seconds()));
    }
    text.append(" (of ").append(Amounts.count(size(all))).append(')');
    if (pattern.equals(UNNAMED)) {
      appendOrigin(newest(all), text);
    }
    return new Finding(MemoryArea.THREAD_STACKS, "thread_group", pattern, change, text.toString());
  }

  private static Sizes groups(Thread[] all, double seconds) {
    Sizes groups = new Sizes(seconds);
    StringBuilder pattern = new StringBuilder(Names.MOST);
    String last = "";
    String group = "";
    for (int i = 0; i < all.length && all[i] != null; i++) {
      String name = all[i].getName();
      if (i == 0 || !Names.differInLastNumber(last, name)) {
        group = Names.pattern(name, pattern);
      }
      groups.add(group);
      last = name;
    }
    return groups;
  }

  private static int size(Thread[] all) {
    int size = 0;
    while (size < all.length && all[size] != null) {
      size++;
    }
    return size;
  }

  /** The newest thread without a name, by the number in its made-up name. */
  private static @Nullable Thread newest(Thread[] all) {
    Thread newest = null;
    long highest = -1;
    for (int i = 0; i < all.length && all[i] != null; i++) {
      long number = number(all[i].getName());
      if (number > highest) {
        highest = number;
        newest = all[i];
      }
    }
    return newest;
  }

  /** 12 for Thread-12; -1 for any other name. */
  private static long number(String name) {
    if (!name.startsWith(PREFIX) || name.length() > LONGEST || name.length() == PREFIX.length()) {
      return -1;
    }
    long number = 0;
    for (int i = PREFIX.length(); i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = 10 * number + (c - '0');
    }
    return number;
  }

  /** Reads the stack of one thread. JDK 8 to 17 stop all threads for it, for a millisecond. */
  private static void appendOrigin(@Nullable Thread thread, StringBuilder text) {
    if (thread == null) {
      return;
    }
    String type = thread.getClass().getName();
    if (!ClassNames.isOfJdk(type)) {
      text.append(", class ").append(ClassNames.of(type, Finding.MOST_OF_NAME));
    }
    if (thread.getClass() != Thread.class) {
      return;
    }
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (!ClassNames.isOfJdk(frame.getClassName())) {
        text.append(", in ").append(ClassNames.of(frame.getClassName(), Finding.MOST_OF_NAME));
        text.append('.').append(Names.pattern(frame.getMethodName()));
        return;
      }
    }
  }
}
