package io.github.headroom.agent.sample;

import java.lang.management.PlatformManagedObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Prints the names of the beans, by the short way in one line and through ManagementFactory in the
 * next. For a JVM of its own, whose options open the short way.
 */
final class BothWays {

  private BothWays() {}

  public static void main(String[] args) {
    System.out.println(names(new DirectBeans()));
    System.out.println(names(new PlatformBeans()));
  }

  private static String names(PlatformBeans beans) {
    TreeSet<String> names = new TreeSet<>(); // each way has an order of its own
    add(names, beans.pools());
    add(names, beans.buffers());
    add(names, beans.collectors());
    add(names, List.of(beans.runtime(), beans.threads(), beans.classes()));
    return names.toString();
  }

  private static void add(Set<String> to, List<? extends PlatformManagedObject> beans) {
    for (PlatformManagedObject bean : beans) {
      to.add(bean.getObjectName().toString());
    }
  }
}
