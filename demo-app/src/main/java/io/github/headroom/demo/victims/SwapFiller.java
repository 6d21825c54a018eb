package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Dies when swap is full: takes {@code --cold} bytes of native memory that it never uses again,
 * then from {@code --after} seconds on grows by what it does use, once a chunk. The kernel makes
 * room with the cold part as long as swap takes it.
 */
final class SwapFiller {
  private static final long COLD_RATE = 64 << 20;

  private final Malloc malloc = new Malloc();
  private final List<Long> hot = new ArrayList<>();
  private long coldLeft;

  private SwapFiller(long cold) {
    this.coldLeft = cold;
  }

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST, "--cold", "--after");
    long cold = arguments.number("--cold", 64 << 20, 0, Plan.LARGEST);
    Plan hot = Plan.steady(arguments, 10 << 20);
    Plan plan =
        Plan.steady(COLD_RATE, cold).and(hot.after(arguments.number("--after", 10, 0, 86_400)));
    Taking.printing().follow(plan, Taking.CHUNK, new SwapFiller(cold)::take);
  }

  private void take() {
    for (Long address : hot) {
      malloc.write(address, Taking.CHUNK);
    }
    long address = malloc.take(Taking.CHUNK);
    if (coldLeft >= Taking.CHUNK) {
      coldLeft -= Taking.CHUNK;
    } else {
      hot.add(address);
    }
  }
}
