package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;

/**
 * Lives: fills a cache of {@code --cache} bytes on the heap, and then serves: {@code --garbage}
 * bytes a second, as many again to replace entries of the cache. Its need stays as it is.
 */
final class SteadyService {
  private static final long FILL_RATE = 64 << 20;

  private SteadyService() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, "--cache", Garbage.OPTION, "--seed");
    serve(
        arguments.number("--cache", 32 << 20, Cache.ENTRY, Plan.LARGEST),
        arguments.number(Garbage.OPTION, 10 << 20, 0, Plan.LARGEST),
        arguments.number("--seed", 1, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  /** Tells the bytes of the cache. */
  static void serve(long bytes, long garbage, long seed) throws IOException {
    Cache cache = new Cache(bytes, seed);
    Garbage.start(garbage);
    Garbage.start(garbage, Cache.ENTRY, cache::replace);
    Taking.printing().follow(Plan.steady(FILL_RATE, bytes), Cache.ENTRY, cache::add);
  }
}
