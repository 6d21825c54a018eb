package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;

/**
 * Dies of a part of what it takes: of each chunk of malloc it gives everything back behind the
 * first page of a transparent huge page. The rest of that huge page is of no use any more and stays
 * charged until reclaim splits it (admin-guide/mm/transhuge.rst). Where
 * /sys/kernel/mm/transparent_hugepage/enabled is not {@code always} it takes less.
 */
final class HugePageHog {
  private static final long HUGE_PAGE = 2 << 20;

  /** Holds at least one huge page, wherever it begins. */
  private static final int CHUNK = 4 << 20;

  private HugePageHog() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST);
    Malloc malloc = new Malloc();
    Taking.printing()
        .follow(
            Plan.steady(arguments, 10 << 20),
            CHUNK,
            () -> {
              long address = malloc.take(CHUNK);
              long huge = (address + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
              malloc.cut(address, huge - address + Malloc.PAGE);
            });
  }
}
