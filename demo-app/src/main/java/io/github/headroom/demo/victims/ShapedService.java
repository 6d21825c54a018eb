package io.github.headroom.demo.victims;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Lives or dies as its parts are written: each argument is {@code AREA=COURSE}, such as {@code
 * native=leaks:60:100}, where an area is heap, native, direct, metaspace, threads or files and
 * {@link Course} has the courses. Several of one area add up. Further arguments: {@code
 * day=SECONDS} of the load, {@code garbage=KIB} a second at its most, {@code directory=PATH} for
 * files, {@code reads=PATH}, a file that is read over and over.
 */
final class ShapedService {
  private static final long STEP_NANOS = 100_000_000;
  private static final int READ = 64 << 10;

  private ShapedService() {}

  public static void main(String[] arguments) throws IOException {
    Load load = new Load(Double.parseDouble(value(arguments, "day", "86400")));
    Path directory = Paths.get(value(arguments, "directory", "/nowhere"));
    Map<String, Course> courses = new TreeMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(argument + ": expected AREA=COURSE");
      }
      String name = argument.substring(0, equals);
      if (!name.equals("day")
          && !name.equals("garbage")
          && !name.equals("directory")
          && !name.equals("reads")) {
        courses.merge(name, Course.of(argument.substring(equals + 1), load), Course::and);
      }
    }
    List<Holder> holders = new ArrayList<>();
    for (String area : courses.keySet()) {
      holders.add(Holder.of(area, directory));
    }
    String reads = value(arguments, "reads", "");
    if (!reads.isEmpty()) {
      read(reads);
    }
    double garbage = Double.parseDouble(value(arguments, "garbage", "0")) * Course.KIB;
    serve(new ArrayList<>(courses.values()), holders, load, garbage);
  }

  private static String value(String[] arguments, String name, String otherwise) {
    for (String argument : arguments) {
      if (argument.startsWith(name + "=")) {
        return argument.substring(name.length() + 1);
      }
    }
    return otherwise;
  }

  /** Never returns: ends with the process. */
  private static void serve(List<Course> courses, List<Holder> holders, Load load, double garbage)
      throws IOException {
    LongConsumer lines = Lines.toStandardOutput();
    long start = Clock.SYSTEM.nanos();
    lines.accept(0);
    double made = 0;
    while (true) {
      double seconds = Plan.seconds(Clock.SYSTEM.nanos() - start);
      long held = 0;
      for (int i = 0; i < courses.size(); i++) {
        held += holders.get(i).hold(courses.get(i).bytes(seconds));
      }
      lines.accept(held);
      made += garbage * load.at(seconds) * Plan.seconds(STEP_NANOS);
      for (; made >= Garbage.CHUNK; made -= Garbage.CHUNK) {
        Garbage.make();
      }
      Clock.SYSTEM.pause(STEP_NANOS);
    }
  }

  /** Some MiB a second, so that the page cache has it and wants it back. */
  private static void read(String path) {
    Thread thread =
        new Thread(
            () -> {
              byte[] bytes = new byte[READ];
              try (RandomAccessFile file = new RandomAccessFile(path, "r")) {
                while (true) {
                  if (file.read(bytes) < 0) {
                    file.seek(0);
                  }
                  Clock.SYSTEM.pause(STEP_NANOS / 5);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "reader");
    thread.setDaemon(true);
    thread.start();
  }
}
