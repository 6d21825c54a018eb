package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;

/** Dies of native memory that is taken in steps: {@code --step} bytes {@code --every} seconds. */
final class StaircaseLeak {
  private StaircaseLeak() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, "--step", "--every");
    Plan plan =
        Plan.stairs(
            arguments.number("--step", 16 << 20, Taking.CHUNK, Plan.LARGEST),
            arguments.number("--every", 10, 1, 86_400));
    Malloc malloc = new Malloc();
    Taking.printing().follow(plan, Taking.CHUNK, () -> malloc.take(Taking.CHUNK));
  }
}
