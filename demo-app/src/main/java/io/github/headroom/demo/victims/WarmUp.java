package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lives: its heap grows at first by {@code --rate} bytes a second, as a leak does, then ever more
 * slowly to {@code --most} bytes, beside {@code --garbage} bytes a second.
 */
final class WarmUp {
  private WarmUp() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST, Garbage.OPTION);
    Plan plan =
        Plan.levelling(
            arguments.number(Plan.RATE, 4 << 20, 1, Plan.LARGEST),
            arguments.number(Plan.MOST, 32 << 20, 1, Plan.LARGEST));
    Garbage.start(arguments.number(Garbage.OPTION, 10 << 20, 0, Plan.LARGEST));
    List<byte[]> held = new ArrayList<>();
    Taking.printing()
        .follow(plan, Taking.SMALL_CHUNK, () -> held.add(new byte[Taking.SMALL_CHUNK - 16]));
  }
}
