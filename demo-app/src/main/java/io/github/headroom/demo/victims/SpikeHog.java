package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;

/** Dies at once: quiet for {@code --after} seconds, then takes native memory very fast. */
final class SpikeHog {
  private SpikeHog() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST, "--after");
    Plan plan = Plan.steady(arguments, 256 << 20).after(arguments.number("--after", 30, 0, 86_400));
    Malloc malloc = new Malloc();
    Taking.printing().follow(plan, Taking.CHUNK, () -> malloc.take(Taking.CHUNK));
  }
}
