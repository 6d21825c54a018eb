package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Dies of a leak of its heap below the sawtooth of {@code --garbage} bytes a second; the leak
 * begins after {@code --after} seconds.
 */
final class GcSawtoothLeak {
  private GcSawtoothLeak() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments =
        new Arguments(commandLine, Plan.RATE, Plan.MOST, Garbage.OPTION, "--after");
    Plan plan = Plan.steady(arguments, 2 << 20).after(arguments.number("--after", 0, 0, 86_400));
    Garbage.start(arguments.number(Garbage.OPTION, 50 << 20, 0, Plan.LARGEST));
    List<byte[]> held = new ArrayList<>();
    Taking.printing()
        .follow(plan, Taking.SMALL_CHUNK, () -> held.add(new byte[Taking.SMALL_CHUNK - 16]));
  }
}
