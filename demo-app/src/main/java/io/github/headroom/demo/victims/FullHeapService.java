package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;

/**
 * Lives: as {@link SteadyService}, with a cache of {@code --percent} of the largest heap, so that
 * the heap is at -Xmx; the container's limit has room for that.
 */
final class FullHeapService {
  private FullHeapService() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, "--percent", Garbage.OPTION, "--seed");
    // Above 60 the serial collector's old generation, two thirds of the heap, would be full.
    long percent = arguments.number("--percent", 60, 1, 95);
    SteadyService.serve(
        Runtime.getRuntime().maxMemory() / 100 * percent,
        arguments.number(Garbage.OPTION, 10 << 20, 0, Plan.LARGEST),
        arguments.number("--seed", 1, Long.MIN_VALUE, Long.MAX_VALUE));
  }
}
