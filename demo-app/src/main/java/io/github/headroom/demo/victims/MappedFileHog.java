package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes to a shared mapping of a new file, {@code --file}. On a tmpfs it dies: the pages are
 * shared memory, which can go nowhere but to swap. On a disk it lives: they are page cache, which
 * the kernel writes back and takes.
 */
final class MappedFileHog {
  private static final int PAGE = 4096;

  private MappedFileHog() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST, "--file");
    Plan plan =
        Plan.steady(
            arguments.number(Plan.RATE, 10 << 20, 1, Plan.LARGEST),
            // A disk is not to be filled.
            arguments.number(Plan.MOST, 1 << 30, 0, Plan.LARGEST));
    List<MappedByteBuffer> held = new ArrayList<>();
    try (FileChannel file =
        FileChannel.open(
            Paths.get(ReadFile.path(arguments)),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            // On Linux at once: nothing is left of it, however this process ends.
            StandardOpenOption.DELETE_ON_CLOSE)) {
      Taking.printing().follow(plan, Taking.CHUNK, () -> held.add(written(file, held.size())));
    }
  }

  private static MappedByteBuffer written(FileChannel file, long index) throws IOException {
    MappedByteBuffer mapped =
        file.map(FileChannel.MapMode.READ_WRITE, index * Taking.CHUNK, Taking.CHUNK);
    for (int at = 0; at < Taking.CHUNK; at += PAGE) {
      mapped.put(at, (byte) 1);
    }
    return mapped;
  }
}
